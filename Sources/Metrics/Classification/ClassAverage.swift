/// How the results of classes become one (NUM-145).
public enum ClassAverage: String, Sendable {
  /// The formula over the outcomes of all classes added up.
  case micro
  /// The mean over classes; those that neither a label nor a decision names do not count.
  case macro
  /// The mean over classes, each as often as its label occurs.
  case weighted
  /// The result of class 1 of two.
  case binary
  /// A result for each class, with the suffixes `/0`, `/1`, ….
  case perClass
}
