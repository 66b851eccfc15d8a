import AliceKit
import ArgumentParser

/// Commands whose purpose includes events: errors in the configured hooks and webhooks are reported before anything is
/// done.
protocol TellsEvents {}

extension Generate: TellsEvents {}
extension JobsResume: TellsEvents {}
extension JobsRetry: TellsEvents {}
extension JobsFetch: TellsEvents {}
extension Batch: TellsEvents {}
extension PipelineRun: TellsEvents {}
extension PipelineResume: TellsEvents {}
extension Organize: TellsEvents {}
extension Rate: TellsEvents {}
extension Tag: TellsEvents {}

extension ConfiguredEvents.Use {
  init(of command: any ParsableCommand.Type) {
    self = command == Demo.self ? .none : command is any TellsEvents.Type ? .required : .incidental
  }
}
