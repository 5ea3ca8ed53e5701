import CommandLineKit

/// Ends a command with a status other than 0 after it has said everything.
struct CommandStatus: Error {
  let status: ExitStatus
}
