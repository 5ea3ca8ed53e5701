/// The formats of files with tensors; the raw value is what people and JSON are shown.
public enum TensorFileFormat: String, Sendable, CaseIterable {
  /// A checkpoint of Lockstep, Formats/checkpoint-v1.md.
  case lockstep
  /// Hugging Face's safetensors, also in several files with an index.
  case safetensors
  /// One NumPy array.
  case npy
  /// A ZIP archive of NumPy arrays.
  case npz
  /// A ZIP archive that `torch.save` wrote; Lightning's checkpoints are such files, too.
  case pytorch
  /// The files of llama.cpp.
  case gguf
  /// A ZIP archive that Keras 3 wrote, with the weights as HDF5 in it.
  case keras
  /// HDF5 that is no checkpoint of Lockstep.
  case hdf5
}
