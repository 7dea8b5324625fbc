/** The table in DynamoDB, as infra/table.yml makes it. */
import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Condition, Key, Row, Table } from './table.ts';

/** Sparse: rows with unsent events. Keys: `pending`, then `pendingAt`. */
export const OUTBOX_INDEX = 'outbox';
/** Sparse: rows with an open incident. Keys: `open`, then `pk`. */
export const INCIDENTS_INDEX = 'incidents';
export const TTL_ATTRIBUTE = 'ttl';
const PENDING = 'pending';
const OPEN = 'open';

export interface DynamoDbTableOptions {
  readonly tableName: string;
  readonly client: DynamoDBClient;
}

export function dynamoDbTable({ tableName, client: plain }: DynamoDbTableOptions): Table {
  const client = DynamoDBDocumentClient.from(plain, {
    marshallOptions: { removeUndefinedValues: true },
    // Numbers that JavaScript cannot hold are damage, and must not keep their row from being read.
    unmarshallOptions: { wrapNumbers: Number },
  });
  const at = ({ pk, sk }: Key) => ({ TableName: tableName, Key: { pk, sk } });
  const queryAll = async (input: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> => {
    const items: Item[] = [];
    const pages = paginateQuery({ client }, { TableName: tableName, ...input });
    for await (const { Items = [] } of pages) items.push(...Items);
    return items;
  };
  return {
    get: async (key) => {
      const { Item } = await client.send(new GetCommand({ ...at(key), ConsistentRead: true }));
      return Item && rowOf(Item);
    },
    put: async (row, condition) => {
      const put = { TableName: tableName, Item: itemOf(row), ...conditionOf(condition) };
      try {
        await client.send(new PutCommand(put));
        return true;
      } catch (thrown) {
        if (thrown instanceof ConditionalCheckFailedException) return false;
        throw thrown;
      }
    },
    query: async ({ pk, from, isConsistent = true }) => {
      const items = await queryAll({
        KeyConditionExpression: from === undefined ? 'pk = :pk' : 'pk = :pk AND sk >= :from',
        ExpressionAttributeValues: { ':pk': pk, ...(from === undefined ? {} : { ':from': from }) },
        ConsistentRead: isConsistent,
      });
      return items.map(rowOf);
    },
    pending: async () => {
      const items = await queryAll({
        IndexName: OUTBOX_INDEX,
        KeyConditionExpression: 'pending = :pending',
        ExpressionAttributeValues: { ':pending': PENDING },
      });
      return items.map((item) => ({ ...keyOf(item), pendingAt: String(item['pendingAt']) }));
    },
    open: async () => {
      const items = await queryAll({
        IndexName: INCIDENTS_INDEX,
        KeyConditionExpression: '#open = :open',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: { ':open': OPEN },
      });
      return items.map(keyOf);
    },
    delete: async (key) => {
      await client.send(new DeleteCommand(at(key)));
    },
    // The table's time to live does it.
    expire: async () => undefined,
  };
}

type Item = Readonly<Record<string, unknown>>;

function itemOf({ pk, sk, rank, body, pendingAt, isOpen, expiresAt }: Row): Item {
  const pending = pendingAt === undefined ? undefined : PENDING;
  const open = isOpen ? OPEN : undefined;
  return { pk, sk, rank, body, pending, pendingAt, open, [TTL_ATTRIBUTE]: expiresAt };
}

/** Whoever wrote it: what is not as `itemOf` makes it counts as missing. */
function rowOf(item: Item): Row {
  const { rank, body, pendingAt, open, [TTL_ATTRIBUTE]: expiresAt } = item;
  return {
    ...keyOf(item),
    rank: typeof rank === 'number' && Math.abs(rank) <= MOST ? rank : 0,
    body: typeof body === 'string' || body instanceof Uint8Array ? body : '',
    pendingAt: typeof pendingAt === 'string' ? pendingAt : undefined,
    isOpen: open === OPEN,
    expiresAt: typeof expiresAt === 'number' ? expiresAt : undefined,
  };
}

function keyOf({ pk, sk }: Item): Key {
  return { pk: String(pk), sk: String(sk) };
}

const MOST = Number.MAX_SAFE_INTEGER;

type Expression = Pick<
  PutCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/**
 * A rank that is no number, or none that can be held, counts as 0: else nobody could write again.
 */
function conditionOf(condition: Condition | undefined): Expression {
  if (condition === undefined) return {};
  const NONE = 'NOT attribute_type(#rank, :number)';
  if ('rankBelow' in condition)
    return ranked(`${NONE} OR #rank < :rank`, { ':number': 'N', ':rank': condition.rankBelow });
  const { rankIs } = condition;
  if (rankIs !== 0) return ranked('#rank = :rank', { ':rank': rankIs });
  const values = { ':number': 'N', ':rank': 0, ':most': MOST, ':least': -MOST };
  return ranked(`${NONE} OR #rank = :rank OR #rank > :most OR #rank < :least`, values);
}

function ranked(ConditionExpression: string, values: Record<string, unknown>): Expression {
  const ExpressionAttributeNames = { '#rank': 'rank' };
  return { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues: values };
}
