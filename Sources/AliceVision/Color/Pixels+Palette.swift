package import AliceModel
import AliceNumbers

extension Pixels {
  /// The colours that the image consists of; none without pixels.
  package var palette: PicturePalette {
    guard isConsistent else { return PicturePalette([]) }
    let clusters = ColorClusters(of: fitted(within: ColorClusters.side))
    return PicturePalette(clusters.entries)
  }
}

/// Groups the colours of a small image: k-means, from seeds that are frequent and far from each other.
private struct ColorClusters {
  /// The maximum side of the image whose pixels are counted.
  static let side = 48
  private static let rounds = 8
  /// Clusters with less than this share of the image are left out.
  private static let least = 0.02
  /// Colours that are nearer than this are one, so that a sky is not six blues.
  private static let leastDistance = 0.06

  /// A sum of colours with the number of its pixels.
  private struct Group {
    var lightness = 0.0
    var a = 0.0
    var b = 0.0
    var pixels = 0.0

    mutating func add(_ color: PictureColor, _ weight: Double) {
      lightness += color.lightness * weight
      a += color.a * weight
      b += color.b * weight
      pixels += weight
    }

    var mean: PictureColor {
      pixels > 0
        ? PictureColor(lightness: lightness / pixels, a: a / pixels, b: b / pixels)
        : PictureColor(lightness: 0, a: 0, b: 0)
    }
  }

  private var colors: [(color: PictureColor, pixels: Double)] = []
  private var groups: [Group] = []
  private let pixels: Double

  init(of image: Pixels) {
    pixels = Double(image.width * image.height)
    colors = ColorClusters.counted(image)
    var centers = seeds()
    for _ in 0..<ColorClusters.rounds {
      groups = centers.map { _ in Group() }
      for (color, weight) in colors { groups[ColorClusters.nearest(color, centers).index].add(color, weight) }
      groups.removeAll { $0.pixels == 0 }
      centers = groups.map(\.mean)
    }
    join()
  }

  var entries: [PicturePalette.Entry] {
    groups.map { PicturePalette.Entry($0.mean, share: $0.pixels / pixels) }.filter { $0.share >= ColorClusters.least }
  }

  /// Returns the colours in cubes of 8 × 8 × 8, each as the middle of its cube.
  private static func counted(_ image: Pixels) -> [(color: PictureColor, pixels: Double)] {
    var counts = [Int](repeating: 0, count: 1 << 15)
    for at in stride(from: 0, to: image.rgb.count - 2, by: 3) {
      let (red, green, blue) = (Int(image.rgb[at]) >> 3, Int(image.rgb[at + 1]) >> 3, Int(image.rgb[at + 2]) >> 3)
      counts[red << 10 | green << 5 | blue] += 1
    }
    // The lowest and the highest of the 32 steps are black and white.
    func channel(_ step: Int) -> UInt32 { UInt32((step & 31) * 255 / 31) }
    return counts.indices.filter { counts[$0] > 0 }.map { cube in
      let rgb = channel(cube >> 10) << 16 | channel(cube >> 5) << 8 | channel(cube)
      return (PictureColor(rgb: rgb), Double(counts[cube]))
    }
  }

  private func seeds() -> [PictureColor] {
    var seeds: [PictureColor] = []
    var distances = [Double](repeating: 1, count: colors.count)
    for _ in 0..<PicturePalette.most {
      guard
        let best = colors.indices.max(by: { colors[$0].pixels * distances[$0] < colors[$1].pixels * distances[$1] }),
        distances[best] > 0
      else { break }
      seeds.append(colors[best].color)
      for index in colors.indices {
        distances[index] = min(distances[index], ColorClusters.square(colors[index].color, colors[best].color))
      }
    }
    return seeds
  }

  /// Joins the two nearest groups as long as they are nearly the same colour.
  private mutating func join() {
    while groups.count > 1 {
      var best = (distance: Double.infinity, one: 0, other: 0)
      for one in groups.indices {
        for other in groups.indices where other > one {
          let distance = ColorClusters.square(groups[one].mean, groups[other].mean)
          if distance < best.distance { best = (distance, one, other) }
        }
      }
      guard best.distance < ColorClusters.leastDistance * ColorClusters.leastDistance else { return }
      let other = groups.remove(at: best.other)
      groups[best.one].add(other.mean, other.pixels)
    }
  }

  private static func nearest(_ color: PictureColor, _ centers: [PictureColor]) -> (index: Int, square: Double) {
    var best = (index: 0, square: Double.infinity)
    for (index, center) in centers.enumerated() {
      let square = square(color, center)
      if square < best.square { best = (index, square) }
    }
    return best
  }

  private static func square(_ one: PictureColor, _ other: PictureColor) -> Double {
    let (lightness, a, b) = (one.lightness - other.lightness, one.a - other.a, one.b - other.b)
    return lightness * lightness + a * a + b * b
  }
}
