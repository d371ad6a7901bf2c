/** Does something `count` times, each begun as soon as one of those before is done: so many clients, each in a hurry. */
export async function atOnce(clients, count, carryOut) {
  let next = 0;
  const client = async () => {
    while (next < count) await carryOut((next += 1));
  };
  await Promise.all(Array.from({ length: clients }, client));
}
