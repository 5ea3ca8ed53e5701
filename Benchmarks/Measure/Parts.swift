import Lockstep

/// A layer that is nothing but its contents.
struct Parts: Layer {
  let contents: Contents
}
