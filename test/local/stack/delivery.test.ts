import { describe, expect, it } from 'vitest';
import { snsEvent } from '../../../local/stack/delivery.ts';

describe('snsEvent', () => {
  it("maps SNS fields to Lambda's names", () => {
    const body = JSON.stringify({
      Type: 'Notification',
      MessageId: 'id',
      TopicArn: 'arn:aws:sns:eu-west-1:000000000000:alerts',
      Message: '{}',
      Timestamp: '2026-11-24T00:00:00.000Z',
      SignatureVersion: '1',
      Signature: 'x',
      SigningCertURL: 'https://cert',
      UnsubscribeURL: 'https://unsubscribe',
      MessageAttributes: { status: { Type: 'String', Value: 'failing' } },
    });
    expect(snsEvent(body)).toMatchInlineSnapshot(`
      {
        "Records": [
          {
            "EventSource": "aws:sns",
            "EventSubscriptionArn": "arn:aws:sns:eu-west-1:000000000000:alerts:local",
            "EventVersion": "1.0",
            "Sns": {
              "Message": "{}",
              "MessageAttributes": {
                "status": {
                  "Type": "String",
                  "Value": "failing",
                },
              },
              "MessageId": "id",
              "Signature": "x",
              "SignatureVersion": "1",
              "SigningCertUrl": "https://cert",
              "Subject": null,
              "Timestamp": "2026-11-24T00:00:00.000Z",
              "TopicArn": "arn:aws:sns:eu-west-1:000000000000:alerts",
              "Type": "Notification",
              "UnsubscribeUrl": "https://unsubscribe",
            },
          },
        ],
      }
    `);
  });

  it('refuses messages that SNS did not send', () => {
    expect(() => snsEvent('{}')).toThrow('MessageId');
  });
});
