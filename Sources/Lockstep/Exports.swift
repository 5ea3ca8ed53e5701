// What `import Lockstep` gives a user: the Trainer and everything needed to describe a module.
@_exported public import CPUDevice
@_exported public import CanonicalJSON
@_exported public import Checkpoints
@_exported public import Datasets
@_exported public import Devices
@_exported public import Layers
@_exported public import Metrics
@_exported public import NumericsContract
@_exported public import Optimizers
@_exported public import ReferenceDevice
@_exported public import Tensors
@_exported public import Training
