extension CommandManual {
  /// The manuals of the commands that make things.
  static let makeText = #"""
    # generate
    alice generate "a lake at dawn" --model flux-dev -n 4
    alice generate "a {time} street" --vary time="dawn|noon|night" --estimate
    alice generate "the same, in oil" --image 3f9a1c2b7d --model flux-kontext-pro
    alice generate "a lake" --simulate
    = 2 3 4 5 6 7 8 9 130
    # batch
    alice batch requests.jsonl --estimate
    alice batch requests.jsonl --max-cost 5 --concurrency 4
    jq -c '{prompt: .title}' posts.jsonl | alice batch - --model flux-schnell
    = 2 3 4 5 6 7 8 9 130
    # pipeline
    alice pipeline list
    alice pipeline run best-of "a lake at dawn" --estimate
    = 2 9
    # pipeline run
    alice pipeline run best-of "a lake at dawn" --max-cost 1
    alice pipeline run image-to-video "slow waves" --image lake.png
    alice pipeline run mine.yaml "a lake" --simulate
    = 2 3 4 5 6 7 8 9 130
    # pipeline resume
    alice pipeline resume
    alice pipeline resume best-of-1a2b3c4d --retry-failed
    = 2 3 4 5 6 7 8 9 130
    # pipeline list
    alice pipeline list
    alice pipeline list --json
    = 9
    # pipeline show
    alice pipeline show best-of
    alice pipeline show mine.yaml --json
    = 2
    # jobs
    alice jobs
    alice jobs resume
    alice jobs --json | jq '.jobs[] | select(.state == "failed")'
    = 2 9
    # jobs list
    alice jobs list
    alice jobs list --open --json
    = 2 9
    # jobs resume
    alice jobs resume
    alice jobs resume 3kd92 --timeout 3600
    = 2 3 4 5 6 7 8 9 130
    # jobs cancel
    alice jobs cancel 3kd92 -n
    alice jobs | alice jobs cancel - -n
    = 1 2 3 4 5 7 9 130
    # jobs forget
    alice jobs forget 3kd92 -n
    alice jobs forget 3kd92 --yes
    = 1 2 3 9
    # jobs show
    alice jobs show 3kd92
    alice jobs show 3kd92 --json
    = 2 9
    # jobs retry
    alice jobs retry 3kd92 --estimate
    alice jobs retry 3kd92 --max-cost 0.10
    = 2 3 4 5 6 7 8 9 130
    # jobs fetch
    alice jobs fetch fal-ai/flux/dev 764cabcf-b745-4b3e-ae38-1200304cf45b
    alice jobs fetch flux-dev 764cabcf-b745-4b3e-ae38-1200304cf45b --tag found
    = 2 3 4 5 7 8 9 130
    # models
    alice models
    alice models flux-dev
    alice models video sound
    = 1 2
    # models list
    alice models list --kind text-to-video
    alice models list flux-dev --json
    = 1 2
    # models refresh
    alice models refresh
    alice models refresh --timeout 30
    = 3 4 5 7
    # cost
    alice cost
    alice cost show --by model,month
    alice cost show --since 30d --json
    = 2 9
    # cost show
    alice cost show --by project --since 2026-01
    alice cost show --by day --since 7d --json
    = 2 9
    # cost fix
    alice cost fix 3kd92 0.05 -n
    alice cost fix 3kd92 0.05 --note "as billed"
    = 2 9
    # budget
    alice budget
    alice budget set day 5
    alice budget set run 0.50
    = 2 9
    # budget show
    alice budget show
    alice budget show --balance --json
    = 4 5 7 9
    # budget set
    alice budget set month 20
    alice budget set balance 1
    = 2 9
    # budget clear
    alice budget clear day
    alice budget clear balance
    = 2 9
    # keys
    alice keys
    alice keys setup < key.txt
    = 1 2 4
    # keys list
    alice keys list
    alice keys list --json
    = 4
    # keys setup
    alice keys setup
    alice keys setup --no-test < key.txt
    = 2 4 5 7
    # keys test
    alice keys test
    alice keys test --timeout 10 && echo "the key works"
    = 4 5 7
    # keys remove
    alice keys remove -n
    alice keys remove
    = 1 2 4

    """#
}
