import { GetCommand, paginateQuery, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { RawItem } from './item.ts';
import type { Key, Store } from './table.ts';

/** One item as it stands in the table now, never as a replica has it. */
export async function getItem(
  { client, tableName }: Store,
  { pk, sk }: Key,
): Promise<RawItem | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: tableName, Key: { pk, sk }, ConsistentRead: true }),
  );
  return Item;
}

/** All items of a query, page by page. */
export async function queryAll(
  { client, tableName }: Store,
  input: Omit<QueryCommandInput, 'TableName'>,
): Promise<RawItem[]> {
  const items: RawItem[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, { TableName: tableName, ...input }))
    items.push(...Items);
  return items;
}
