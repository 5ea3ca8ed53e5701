import HDF5
import NumericsContract
import PythonPeer
import Testing

@Suite(.enabled(if: Python.hasH5py, "needs /usr/bin/python3 with h5py")) struct PythonTests {
  @Test("HDF-014: h5py opens the file and reads every type, shape, element and attribute")
  func h5pyReads() throws {
    let folder = try TemporaryFolder()
    let skeleton = try SampleFile.skeleton()
    let path = try folder.write(skeleton.composed(), "file.h5")
    let result = try Python.run(
      """
      import sys, h5py
      data = open(sys.argv[1], "rb").read()
      lines = []
      def visit(name, o):
          if not isinstance(o, h5py.Dataset): return
          size = o.id.get_storage_size()
          # bfloat16, which NumPy lacks, is converted; all other types must come through unchanged.
          if size and o.dtype.itemsize * o.size == size:
              start = o.id.get_offset()
              assert o[()].tobytes() == data[start:start + size], name
          lines.append(("/" + name, o.dtype, o.shape, size))
      with h5py.File(sys.argv[1], "r") as f:
          for name in sorted(f.attrs):
              value = f.attrs[name]
              print(name, value.decode("utf-8") if isinstance(value, bytes) else value)
          f.visititems(visit)
      for line in sorted(lines, key=lambda line: line[0].encode("utf-8")): print(*line)
      """, arguments: [path], environment: ["PYTHONIOENCODING": "utf-8"])
    try #require(result.status == 0, "\(result.output)")
    var lines = [
      "canonical True", "draft False", "empty ", "format lockstep-checkpoint", "format_version -1",
      "note naïve ∑",
    ]
    let plans = SampleFile.datasets + SampleFile.closing(skeleton.extents.dropLast())
    for plan in plans.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
      let type = plan.type == .bfloat16 ? "float32" : plan.type.rawValue
      let extents = plan.shape.map { "\($0)" }.joined(separator: ", ")
      let shape = plan.shape.count == 1 ? "(\(extents),)" : "(\(extents))"
      lines.append("\(plan.path) \(type) \(shape) \(plan.shape.reduce(plan.type.byteCount, *))")
    }
    #expect(result.output.split(separator: "\n").map(String.init) == lines)
  }

  @Test(
    "HDF-014: h5py with the same settings writes the same bytes, in another process",
    arguments: ["17", "201"])
  func h5pyWritesTheSameBytes(perturb: String) throws {
    let folder = try TemporaryFolder()
    let result = try Python.run(
      """
      import ctypes, sys, h5py, numpy
      from h5py import h5f, h5p, h5s, h5t, h5d, h5g
      access = h5p.create(h5p.FILE_ACCESS)
      access.set_libver_bounds(h5f.LIBVER_V18, h5f.LIBVER_V18)
      access.set_alignment(65536, 16384)
      def stable(kind):
          p = h5p.create(kind)
          p.set_obj_track_times(False)
          p.set_attr_phase_change(65535, 0)
          return p
      files, groups = stable(h5p.FILE_CREATE), stable(h5p.GROUP_CREATE)
      # h5py does not offer this setting; it is made in the library that h5py has loaded.
      maps = (line.split()[-1] for line in open("/proc/self/maps"))
      library = ctypes.CDLL(next(m for m in maps if "/libhdf5" in m and "_hl" not in m))
      for p in (files, groups):
          assert library.H5Pset_link_phase_change(ctypes.c_int64(p.id), 65535, 0) >= 0
      links = h5p.create(h5p.LINK_CREATE)
      links.set_char_encoding(h5t.CSET_UTF8)
      def dataset(parent, name, kind, shape, value):
          p = stable(h5p.DATASET_CREATE)
          p.set_alloc_time(h5d.ALLOC_TIME_EARLY)
          p.set_fill_time(h5d.FILL_TIME_NEVER)
          # A dataset created by name would get a link without a character set.
          d = h5d.create(parent, None, kind, h5s.create_simple(shape), p)
          d.write(h5s.ALL, h5s.ALL, numpy.full(shape, value, d.dtype), mtype=kind)
          h5py.h5o.link(d, parent, name, lcpl=links)
      f = h5f.create(sys.argv[1].encode(), h5f.ACC_TRUNC, files, access)
      model = h5g.create(f, b"model", lcpl=links, gcpl=groups)
      hidden = h5g.create(model, b"hidden", lcpl=links, gcpl=groups)
      dataset(hidden, b"bias", h5t.IEEE_F32LE, (7,), 1.5)
      dataset(hidden, b"weight", h5t.IEEE_F64LE, (100, 90), -2.0)
      f.close()
      """, arguments: [folder.path("python.h5")], environment: ["MALLOC_PERTURB_": perturb])
    try #require(result.status == 0, "\(result.output)")
    let skeleton = try Skeleton.build(
      attributes: [],
      datasets: [
        DatasetPlan(path: "/model/hidden/bias", type: .float32, shape: [7]),
        DatasetPlan(path: "/model/hidden/weight", type: .float64, shape: [100, 90]),
      ])
    var bytes = [UInt8](repeating: 0, count: skeleton.byteCount)
    for piece in skeleton.pieces {
      bytes.replaceSubrange(piece.offset..<(piece.offset + piece.bytes.count), with: piece.bytes)
    }
    let elements: [[UInt8]] = [[0, 0, 0xc0, 0x3f], [0, 0, 0, 0, 0, 0, 0, 0xc0]]
    for (extent, element) in zip(skeleton.extents, elements) {
      for index in 0..<extent.byteCount {
        bytes[extent.offset + index] = element[index % element.count]
      }
    }
    #expect(try folder.read("python.h5") == bytes)
  }
}
