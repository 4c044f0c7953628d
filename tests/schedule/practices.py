"""Six routines that people practise, as their authors would write them.

The first version of the language had no words for any of them.
"""

KNEE = """\
stretch: Straight leg raise
position: supine
needs: [a mat]
source: "3 sets of 10: 2 s up, 3 s hold, 2 s down, rest 30 s"
steps:
  - say: Bend your left knee, left foot flat. Right leg long.
  - pause: settle
  - repeat: 3
    call: "Set {n} of {total}."
    rest: 30 s
    steps:
      - reps: 10
        phases:
          - {say: Lift., for: 2 s}
          - {say: Hold., for: 3 s}
          - {say: Lower., for: 2 s}
  - say: Let both legs rest.
"""

BREATHING = """\
stretch: Two patterns
position: seated
steps:
  - say: Sit tall.
  - breathe: 2 min
    pattern: 4-4-4-4
  - say: Now a longer breath out.
  - breathe: 4
    pattern: 4-7-8
    inhale: Through your nose.
    exhale: Through your mouth, slowly.
  - say: Let your breath come and go.
"""

BODY_SCAN = """\
stretch: Body scan
position: supine
needs: [a mat]
steps:
  - say: Let your whole weight sink into the floor.
  - pause: settle
  - hold: 40 s
    feel: Feel the soles of your feet.
    quiet: true
  - silence: 2 min
  - say: Move your fingers and your toes.
"""

SUN_SALUTATION = """\
stretch: Sun salutation
position: standing
needs: [a mat]
steps:
  - say: Stand at the front of your mat, feet together.
  - pause: settle
  - repeat: 3
    steps:
      - sides:
          - flow:
              - inhale: Arms float up.
              - exhale: Fold forward.
              - inhale: Step your {side} foot back.
              - exhale: "{other_side} foot joins it. Plank."
              - inhale: Lower down, and come up into cobra.
              - exhale: Hips up and back, downward dog.
              - breath: Stay for a breath.
  - say: Stand, and feel your breath.
"""

INTERVALS = """\
stretch: Intervals
position: standing
source: "40 s on, 20 s off"
steps:
  - say: Stand where you have room.
  - repeat: 3
    call: "Round {n} of {total}."
    steps:
      - work: 40 s
        say: Squats.
      - rest: 20 s
      - work: 40 s
        say: Marching on the spot.
      - rest: 20 s
  - say: Walk a few steps.
"""

CHAIR_YOGA = """\
routine: Chair morning
needs: [a steady chair]
welcome: Good morning. Sit where you can see the room.
eyes: open
sounds: as-needed
choices: {place: [floor, chair], knees: [fine, sore]}
stretches:
  - stretch: Shoulder rolls
    position: chair
    steps:
      - say: Sit tall on the floor.
        when: floor
      - say: Sit tall on the chair.
        when: chair
      - reps: 5
        phases:
          - {say: Lift., for: 2 s}
          - {say: Roll., for: 3 s}
      - say: Rest your hands.
  - repeat: 2
    call: "Round {n} of {total}."
    stretches:
      - stretch: Leg lift
        position: chair
        steps:
          - say: Hold the seat.
          - sides:
              - hold: 20 s
                feel: Feel the front of your {side} thigh.
                when: fine
              - hold: 10 s
                when: sore
          - say: Both feet down.
"""
