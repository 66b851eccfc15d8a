import AliceModel
import AliceNumbers

/// The nodes that save or show results, and what they depend on.
struct ComfyOutputs {
  private let graph: ComfyGraph
  private let films: [Int]
  private let stills: [Int]
  private let views: [Int]

  init(_ graph: ComfyGraph) {
    self.graph = graph
    var (films, stills, views) = ([Int](), [Int](), [Int]())
    for (index, node) in graph.nodes.enumerated() {
      if ComfyOutputs.savesFilm(node.kind) {
        films.append(index)
      } else if node.kind.holds(folded: "save") {
        stills.append(index)
      } else if node.kind.holds(folded: "preview") || node.kind.holds(folded: "output") {
        views.append(index)
      }
    }
    (self.films, self.stills, self.views) = (films, stills, views)
  }

  private static func savesFilm(_ kind: String) -> Bool {
    kind.holds(folded: "videocombine") || kind.holds(folded: "video combine")
      || kind.holds(folded: "save")
        && (kind.holds(folded: "video") || kind.holds(folded: "webm") || kind.holds(folded: "animated")
          || kind.holds(folded: "mp4"))
  }

  /// Whether the graph saves films and no pictures.
  var areFilms: Bool { !films.isEmpty && stills.isEmpty }

  /// The nodes that save, of all kinds.
  var saving: [Int] { stills + films }
  var showing: [Int] { views }

  private func starts(asFilm: Bool) -> [Int] { asFilm && !films.isEmpty ? films : saving }

  /// Returns all nodes that a saved result depends on; of a film, those that the films depend on.
  func saved(asFilm: Bool) -> Set<Int> { reached(from: starts(asFilm: asFilm)) }

  /// All nodes that a shown result depends on.
  var shown: Set<Int> { reached(from: views) }

  private func reached(from starts: [Int]) -> Set<Int> {
    var reached: Set<Int> = []
    var open = starts
    while let node = open.popLast() {
      guard reached.insert(node).inserted else { continue }
      open += graph.nodes[node].links.map(\.node)
    }
    return reached
  }

  /// Returns the matching nodes from which saved results come without passing another one, in the order of the file.
  func nearest(where matches: (Int) -> Bool, asFilm: Bool) -> [Int] {
    var (visited, found): (Set<Int>, [Int]) = ([], [])
    var open = starts(asFilm: asFilm)
    while let node = open.popLast() {
      guard visited.insert(node).inserted else { continue }
      if matches(node) { found.append(node) } else { open += graph.nodes[node].links.map(\.node) }
    }
    return found.sorted()
  }

  /// Returns all nodes in the order of their distance from what is saved, else from what is shown; all nodes of a graph
  /// without either.
  func byDistance() -> [Int] {
    var visited: Set<Int> = []
    var ordered: [Int] = []
    var level = saving.isEmpty ? views : saving
    if level.isEmpty { level = Array(graph.nodes.indices) }
    while !level.isEmpty {
      level = level.filter { visited.insert($0).inserted }
      ordered += level
      level = level.flatMap { graph.nodes[$0].links.map(\.node) }
    }
    return ordered
  }
}
