# Completion of culprit for bash. Commands and options are read from --help, so they are always
# those of the program at hand; tests/report/completions.sh compares.

# Rows of the section "Commands": two blanks, a word, blanks.
_culprit_commands()
{
    "$@" --help 2>/dev/null | sed -n '/[Cc]ommands.*:$/,/^$/s/^  \([a-z][a-z]*\).*/\1/p'
}

# "--since=" for an option that takes a value, "--full" for one that does not.
_culprit_options()
{
    "$@" --help 2>/dev/null |
        sed -n -e '/^ *-/{' -e 's/^ *//' -e 's/   .*//' -e 's/.*\(--[a-z][a-z-]*=\{0,1\}\).*/\1/p' -e '}'
}

_culprit()
{
    local cur prev words cword i program=${COMP_WORDS[0]} command=report
    local -a path
    _get_comp_words_by_ref -n = cur prev words cword 2>/dev/null || {
        cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
        words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
    }
    path=("$program")
    if [ "$cword" -gt 1 ]; then
        for i in $(_culprit_commands "$program") report; do
            [ "${words[1]}" != "$i" ] || { command=$i path+=("$i"); }
        done
    fi
    if [ "$command" = db ] && [ "$cword" -gt 2 ]; then
        path+=("${words[2]}")
    fi

    case $cur in
    --*=*) prev=${cur%%=*} cur=${cur#*=} ;;
    esac
    case $prev in
    -o | --output) COMPREPLY=($(compgen -W 'text json jsonl markdown html' -- "$cur")) ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")) ;;
    --redact) COMPREPLY=($(compgen -W 'secrets strict none' -- "$cur")) ;;
    --input-format) COMPREPLY=($(compgen -W "$("$program" formats 2>/dev/null | sed 's/ .*//')" -- "$cur")) ;;
    -s | --signatures | -d | --database | --baseline) COMPREPLY=($(compgen -f -- "$cur")) ;;
    *)
        case $cur in
        -*) COMPREPLY=($(compgen -W "$(_culprit_options "${path[@]}")" -- "$cur")) ;;
        *)
            if [ "$command" = db ] && [ "$cword" -eq 2 ]; then
                COMPREPLY=($(compgen -W "$(_culprit_commands "$program" db)" -- "$cur"))
            elif [ "$cword" -gt 1 ] && { [ "$command" = explain ] || [ "$command" = why ]; }; then
                COMPREPLY=($(compgen -W "$("$program" db list 2>/dev/null | sed 's/ .*//')" -- "$cur") $(compgen -f -- "$cur"))
            else
                COMPREPLY=($(compgen -f -- "$cur"))
                [ "$cword" -ne 1 ] || COMPREPLY+=($(compgen -W "report $(_culprit_commands "$program")" -- "$cur"))
            fi
            ;;
        esac
        ;;
    esac
    if [ "${#COMPREPLY[@]}" -eq 1 ] && [ "${COMPREPLY[0]%=}" != "${COMPREPLY[0]}" ]; then
        compopt -o nospace 2>/dev/null
    fi
}

complete -o filenames -F _culprit culprit
