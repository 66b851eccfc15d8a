import AliceModel
import AliceWorkspace

/// Returns a hint at the name that the user may have meant; empty if there is none.
func hint(_ nearest: String?, in form: (String) -> String = { $0 }) -> String {
  nearest.map { "; did you mean \(TerminalText(form($0)))?" } ?? ""
}

extension BatchError {
  /// One line without the number of the row.
  var sentence: String {
    switch self {
    case .tooLarge(let megabytes): "a batch is at most \(megabytes) MB"
    case .tooManyRows(let maximum): "a batch has at most \(maximum) rows"
    case .noRows: "the batch has no rows"
    case .lineTooLong: "the line is longer than a million bytes"
    case .notUTF8: "it is not UTF-8"
    case .notJSON: "it is not JSON"
    case .notAnObject: "a row is a JSON object"
    case .unknownMember(let name, let nearest): "a row has no member '\(TerminalText(name))'" + hint(nearest)
    case .wrongMember(let name, let expected): "\(TerminalText(name)) must be \(expected.phrase)"
    case .exclusive(let names): "\(TerminalText(names.joined(separator: " and "))) cannot both be given"
    }
  }
}

extension BatchError.Expectation {
  fileprivate var phrase: String {
    switch self {
    case .text: "text"
    case .texts: "a list of texts"
    case .wholeNumber: "a whole number"
    case .count: "a whole number from 1 to 1000"
    case .object: "a JSON object"
    }
  }
}

extension VariationError {
  var sentence: String {
    switch self {
    case .malformed(let text):
      "a variation is name=value|value, with each value once; '\(TerminalText(text))' is none"
    case .tooMany(let maximum): "the variations make more than \(maximum) combinations"
    case .repeated(let name): "{\(TerminalText(name))} is varied twice"
    case .missing(let name, let nearest):
      "nothing is given for {\(TerminalText(name))}"
        + (nearest == nil ? "; {{ and }} are braces" : hint(nearest) { "{\($0)}" })
    case .unused(let name, let nearest):
      "{\(TerminalText(name))} stands in no prompt" + hint(nearest) { "{\($0)}" }
    case .unbalanced(let brace):
      "a prompt has a '\(brace)' without its partner; with variations a brace is written \(brace)\(brace)"
    }
  }
}

extension PipelineInputError {
  var sentence: String {
    switch self {
    case .notTaken(let input, let pipeline): "\(TerminalText(pipeline)) takes no \(input)"
    case .missing(let input, let pipeline):
      "\(TerminalText(pipeline)) needs \(input == "prompt" ? "a prompt" : "an \(input)")"
    case .malformedParameter(let key): "a pipeline's parameter is stage.name=value, not '\(TerminalText(key))'"
    case .noStage(let name, let nearest): "no stage '\(TerminalText(name))' calls a model" + hint(nearest)
    case .takesNoPicture(let model): "\(TerminalText(model)) takes no picture"
    case .rehearsal(let run, isRehearsal: true): "the run \(TerminalText(run)) is a rehearsal"
    case .rehearsal(let run, isRehearsal: false):
      "the run \(TerminalText(run)) is not a rehearsal: resume without --simulate"
    case .noDefinition: "the journal has no pipeline for this run"
    case .emptyStage(let name): "stage \(TerminalText(name)) asks for nothing"
    }
  }
}
