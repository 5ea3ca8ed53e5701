// What `import LockstepCommand` gives a user: Lockstep, and a command of their own for their tasks.
@_exported public import Commands
@_exported public import Lockstep
