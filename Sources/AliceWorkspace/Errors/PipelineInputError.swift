/// What is wrong with what a pipeline was given, beside its file.
public enum PipelineInputError: Error, Sendable, Hashable {
  /// `prompt` or `image`, as in the file.
  case notTaken(input: String, pipeline: String)
  case missing(input: String, pipeline: String)
  /// It is not `stage.name=value`.
  case malformedParameter(String)
  case noStage(String, nearest: String?)
  /// The model of a stage takes no picture.
  case takesNoPicture(model: String)
  /// A run that costs nothing can only go on as one, and one that is paid for only so.
  case rehearsal(run: String, isRehearsal: Bool)
  /// The journal does not say what the run is to make.
  case noDefinition
  case emptyStage(String)
}
