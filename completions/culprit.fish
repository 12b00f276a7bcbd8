# Completion of culprit for fish. Commands and options are read from --help, so they are always those
# of the program at hand; tests/report/completions.sh compares.

function __culprit_words
    commandline -opc
end

# The command that is being completed, as words to run: culprit, culprit why, culprit db test.
function __culprit_path
    set -l words (__culprit_words)
    set -l path $words[1]
    set -l commands (__culprit_commands $words[1] | string replace -r '\t.*' '') report
    if test (count $words) -gt 1; and contains -- $words[2] $commands
        set path $path $words[2]
        if test $words[2] = db; and test (count $words) -gt 2
            set path $path $words[3]
        end
    end
    printf '%s\n' $path
end

function __culprit_commands
    command $argv --help 2>/dev/null | sed -n '/[Cc]ommands.*:$/,/^$/s/^  \([a-z][a-z]*\)[ A-Z]*  \(.*\)/\1\t\2/p' | string replace '\\t' \t
end

function __culprit_options
    set -l path (__culprit_path)
    command $path --help 2>/dev/null | sed -n -e '/^ *-/{' -e 's/^ *//' -e 's/   .*//' -e 's/.*\(--[a-z][a-z-]*=\{0,1\}\).*/\1/p' -e '}'
end

# Does the command have this option? So that -l below offers it nowhere else.
function __culprit_has
    contains -- $argv[1] (__culprit_options)
end

function __culprit_is
    set -l path (__culprit_path)
    contains -- "$path[2]" $argv
end

function __culprit_first
    test (count (__culprit_words)) -eq 1
end

complete -c culprit -n __culprit_first -a '(__culprit_commands culprit)'
complete -c culprit -n __culprit_first -a report -d 'timeline and ranked root causes'
complete -c culprit -n '__culprit_is db; and test (count (__culprit_words)) -eq 2' -f -a '(__culprit_commands culprit db)'
complete -c culprit -n '__culprit_is explain why' -a '(command culprit db list 2>/dev/null | string replace -r " .*" "")'
complete -c culprit -n 'string match -q -- "-*" (commandline -ct)' -a '(__culprit_options)'
complete -c culprit -n '__culprit_has --output=' -s o -l output -x -a 'text json jsonl markdown html'
complete -c culprit -n '__culprit_has --color' -l color -x -a 'auto always never'
complete -c culprit -n '__culprit_has --redact=' -l redact -x -a 'secrets strict none'
complete -c culprit -n '__culprit_has --input-format=' -l input-format -x -a '(command culprit formats 2>/dev/null | string replace -r " .*" "")'
complete -c culprit -n '__culprit_has --signatures=' -s s -l signatures -r
complete -c culprit -n '__culprit_has --database=' -s d -l database -r
complete -c culprit -n '__culprit_has --baseline=' -l baseline -r
