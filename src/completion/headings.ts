/**
 * Gives the lines of bash or zsh that read the names of profiles into the array `found`; `src/aws/config-sections.ts` says what a
 * heading is. They start no program and print nothing. `group`: how the shell calls what the nth part of a pattern has matched.
 */
export const profileReader = (group: (nth: number) => string): string =>
  READER.replaceAll(/@(\d)/g, (_, nth: string) => group(Number(nth))).replaceAll('@{', '${');

const READER = String.raw`  local file line name seen=$'\n' config="@{AWS_CONFIG_FILE:-@{HOME-}/.aws/config}"
  local heading='^[[:space:]]*\[[[:space:]]*([^]]*[^][:space:]])[[:space:]]*\][[:space:]]*([;#].*)?$'
  local named='^(profile|sso-session|services)([[:space:]]+|[.])(.+)$' quoted="^(\"(.+)\"|'(.+)')$"
  found=()
  for file in "$config" "@{AWS_SHARED_CREDENTIALS_FILE:-@{HOME-}/.aws/credentials}"; do
    [[ -f @{file/#\~/@{HOME-}} ]] || continue
    while IFS= read -r line || [[ -n $line ]]; do
      [[ @{line%$'\r'} =~ $heading ]] || continue
      name=@1
      if [[ $name =~ $named ]]; then
        name=@3
        [[ @1 == profile ]] || continue
      elif [[ $file == "$config" && $name != default ]]; then
        continue
      fi
      if [[ $name =~ $quoted ]]; then
        name=@2@3
      elif [[ $name == *[[:space:]\"\']* ]]; then
        continue
      fi
      [[ $name == *[[:cntrl:]]* || $seen == *$'\n'"$name"$'\n'* ]] && continue
      seen+=$name$'\n'
      found+=("$name")
    done 2>/dev/null < "@{file/#\~/@{HOME-}}"
  done`;
