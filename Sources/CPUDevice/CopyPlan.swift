internal import CKernels
internal import Devices
internal import NumericsContract

/// Axes of a copy in the order in which it is fastest: merged where they continue each other, the output
/// written in ascending order, and rows and columns chosen so that each side has one that is contiguous.
struct CopyPlan {
  /// Outer axes, then the rows and the columns of a plane.
  private(set) var axes: [CopyAxis]

  /// Plans a copy that moves at least one element.
  init(_ copied: [CopyAxis]) {
    axes = []
    for axis in copied.filter({ $0.count > 1 }).sorted(by: { $0.outputStride > $1.outputStride }) {
      if let outer = axes.last, outer.outputStride == axis.count * axis.outputStride,
        outer.inputStride == axis.count * axis.inputStride
      {
        axes[axes.count - 1] = CopyAxis(
          count: outer.count * axis.count, inputStride: axis.inputStride,
          outputStride: axis.outputStride)
      } else {
        axes.append(axis)
      }
    }
    if axes.last?.inputStride != 1,
      let contiguous = axes.dropLast().firstIndex(where: { $0.inputStride == 1 })
    {
      axes.insert(axes.remove(at: contiguous), at: axes.count - 1)
    }
    let one = CopyAxis(count: 1, inputStride: 1, outputStride: 1)
    axes = Array(repeating: one, count: max(0, 6 - axes.count)) + axes
  }

  /// Whether the elements are one run on either side.
  var isContiguous: Bool {
    axes[..<5].allSatisfy { $0.count == 1 } && axes[5].inputStride == 1
      && axes[5].outputStride == 1
  }

  /// Planes, over all outer axes.
  var planes: Int { axes[..<4].reduce(1) { $0 * $1.count } }
  /// Rows of a plane.
  var rows: Int { axes[4].count }
  /// Columns of a plane.
  var columns: Int { axes[5].count }

  /// The plan as kernels take it.
  func kernelCopy(of entry: Copy) -> lockstep_copy {
    func axis(_ index: Int) -> lockstep_axis {
      lockstep_axis(
        count: axes[index].count, x_stride: axes[index].inputStride,
        y_stride: axes[index].outputStride)
    }
    return unsafe lockstep_copy(
      outer: (axis(0), axis(1), axis(2), axis(3)), rows: axis(4), columns: axis(5),
      element_size: entry.input.type.byteCount, x: entry.input.bytes, y: entry.output.bytes)
  }
}
