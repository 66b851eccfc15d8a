import ArgumentParser
import Configuration
@main struct Alice: ParsableCommand { func run() throws { print("alice") } }
