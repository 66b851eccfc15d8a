/// The program that generated a file.
public enum Generator: String, Sendable, Hashable, CaseIterable {
  case alice, automatic1111, forge, reforge, sdnext, comfyui, invokeai, novelai, fooocus, ruinedfooocus, swarmui
  case stabilitymatrix, easydiffusion, tensorart, civitai, hfspace, drawthings, midjourney, sdcpp, openai, google, adobe
  case bfl, wangp, mflux, mochidiffusion
}
