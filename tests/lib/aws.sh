# shellcheck shell=sh
# shellcheck disable=SC2154 # tap_dir: of tap.sh
# The AWS CLI against servers of moto on the loopback interface; for tests, behind tap.sh and wait.sh. AWS_CLI
# may name the CLI.

# Prints the first version 2 among AWS_CLI, the PATH and Debian's place; nothing if there is none.
find_cli()
{
    for cli in ${AWS_CLI:-} aws /usr/bin/aws; do
        case $(command "$cli" --version 2>/dev/null) in
            aws-cli/2.*)
                echo "$cli"
                return
                ;;
        esac
    done
}

export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=eu-west-1
export AWS_PAGER='' AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
export AWS_EC2_METADATA_DISABLED=true LC_ALL=C.UTF-8

# start_server COMMAND...: one that picks a free port and tells it; $server is its process, $url where
# it listens. Where it does not start, that is the end of the test.
start_server()
{
    PYTHONUNBUFFERED=1 "$@" >"$tap_dir/server" 2>&1 &
    server=$!
    trap 'kill "$server" 2>/dev/null; rm -rf "$tap_dir"' EXIT
    if ! wait_for "$tap_dir/server" 'Running on http'; then
        note <"$tap_dir/server"
        ok 1 "the server starts"
        done_testing
    fi
    url=$(sed -n 's/.*Running on \(http:[^ ]*\).*/\1/p' "$tap_dir/server" | head -n 1)
}

# aws COMMAND...: against the server.
aws()
{
    command "$cli" --endpoint-url "$url" "$@"
}
