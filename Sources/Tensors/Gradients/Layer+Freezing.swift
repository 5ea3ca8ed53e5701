extension Layer {
  /// Makes every parameter of this layer and of those below it a constant (NUM-122).
  ///
  /// A pass reads frozen parameters without a gradient, and optimizers leave them and their state alone.
  public func freeze() { setTrainable(false) }

  /// Lets training change every parameter of this layer and of those below it again.
  public func unfreeze() { setTrainable(true) }

  private func setTrainable(_ isTrainable: Bool) {
    Model.walk(self, path: "") { _, part in (part as? Parameter)?.isTrainable = isTrainable }
  }
}
