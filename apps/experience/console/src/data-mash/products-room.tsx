import type { RoomProps } from '../app/rooms.js';
import { NewMash } from './new-mash.js';
import { ProductDetail } from './product-detail.js';
import { ProductList } from './product-list.js';

/** What was made of several tables, and where more is made. */
export function ProductsRoom({ id }: RoomProps) {
  if (id === 'new') return <NewMash />;
  return (
    <div className={id === undefined ? 'room' : 'room split'}>
      <ProductList open={id} />
      {id !== undefined && <ProductDetail key={id} mashId={id} />}
    </div>
  );
}
