"""The lines that make bash, zsh and fish ask coach what may stand at the cursor; `%` is written twice in them."""

BASH = r"""
%(complete_func)s() {
    local line typed="${COMP_LINE:0:COMP_POINT}" program="${1/#~\//$HOME/}"
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(%(autocomplete_var)s=complete_bash _TYPER_COMPLETE_ARGS="$typed" "$program" 2> /dev/null)
    [[ ${COMPREPLY[0]} == *[/=:,] ]] && compopt -o nospace 2> /dev/null
    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s 2> /dev/null || complete -F %(complete_func)s %(prog_name)s
"""
"""Before bash 4.4 values cannot be kept in their order."""

ZSH = r"""
#compdef %(prog_name)s

%(complete_func)s() {
    local line typed="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" program=${(Q)~words[1]}
    local -a found spaced joined
    found=("${(@f)$(%(autocomplete_var)s=complete_zsh _TYPER_COMPLETE_ARGS=$typed $program 2> /dev/null)}")
    for line in $found; do
        case $line in
            (spaced\ *) spaced+=("${line#spaced }") ;;
            (joined\ *) joined+=("${line#joined }") ;;
        esac
    done
    (( $#spaced )) && _describe -V -t values value spaced -U -Q
    (( $#joined )) && _describe -V -t values value joined -U -Q -S ''
    return 0
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""
"""The last lines: as a file in `fpath` it is run at the first completion, and otherwise at the start of the shell."""

FISH = r"""
function _%(complete_func)s
    set -l words (commandline -opc)
    set -l typed (commandline -cp | string collect)
    env %(autocomplete_var)s=complete_fish _TYPER_COMPLETE_ARGS="$typed" $words[1] 2> /dev/null
end

complete --command %(prog_name)s --no-files --keep-order --arguments "(_%(complete_func)s)"
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}
"""The script of each shell, with places for the names that Typer fills in."""
