import { defineIntent } from '@symphainy/runtime/realm-kit';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';

const ORDER_STEPS = ['reserve-stock', 'charge-card', 'create-order'] as const;
export type OrderStep = (typeof ORDER_STEPS)[number];

/** What is to go wrong, and how slowly: for rehearsals, tests and benchmarks. */
export class Simulate {
  /** The step that fails: for good, or its first `fail_times` attempts. */
  @IsOptional() @IsIn(ORDER_STEPS) fail_step?: OrderStep;
  @IsOptional() @IsInt() @Min(1) @Max(1000) fail_times?: number;
  /** The step whose undo fails: for good, or its first `fail_undo_times` attempts. */
  @IsOptional() @IsIn(ORDER_STEPS) fail_undo?: OrderStep;
  @IsOptional() @IsInt() @Min(1) @Max(1000) fail_undo_times?: number;
  /** Milliseconds spent in each step. */
  @IsOptional() @IsInt() @Min(0) @Max(3_600_000) delay_ms?: number;
}

/** Payload of `orders.place`. */
export class PlaceOrderInput {
  /** The customer's own number for the order. */
  @IsString() @IsNotEmpty() @MaxLength(200) order_id!: string;
  @IsString() @IsNotEmpty() @MaxLength(100) sku!: string;
  @IsInt() @Min(1) @Max(1_000_000) quantity!: number;
  /** A token of the payment provider; never a card number, because payloads are kept in the log. */
  @IsString() @IsNotEmpty() @MaxLength(200) card!: string;
  @IsOptional() @ValidateNested() @Type(() => Simulate) simulate?: Simulate;
}

/** Result of `orders.place`. */
export class PlaceOrderOutput {
  @IsString() order_id!: string;
  @IsString() reservation_id!: string;
  @IsString() charge_id!: string;
}

/** Sell goods: reserve them, charge the card, write the order down; or do none of it. */
export const PlaceOrder = defineIntent({
  type: 'orders.place',
  realm: 'orders',
  title: 'Reserve stock, charge the card and write the order down',
  input: PlaceOrderInput,
  output: PlaceOrderOutput,
});
