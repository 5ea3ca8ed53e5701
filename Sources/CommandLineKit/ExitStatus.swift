/// The number that a command hands back to the shell; what each one means is a contract.
public enum ExitStatus: Int32, Sendable, CaseIterable {
  /// The command did what was asked; what was compared is identical; what was checked is right.
  case done = 0
  /// What was compared differs, or what was checked is not right.
  case different = 1
  /// The command could not answer: wrong usage, an unreadable or damaged file, a missing device.
  case trouble = 2
  /// The user interrupted the command (SIGINT), and its state is saved.
  case interrupted = 130
  /// The system ended the command (SIGTERM), and its state is saved.
  case terminated = 143

  /// The status of two pieces of work done by one command: the one that says more went wrong.
  public func combined(with other: ExitStatus) -> ExitStatus {
    rawValue >= other.rawValue ? self : other
  }
}
