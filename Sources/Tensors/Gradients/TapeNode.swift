/// A tensor's place on a tape.
struct TapeNode {
  let tape: Tape
  let index: Int
}
