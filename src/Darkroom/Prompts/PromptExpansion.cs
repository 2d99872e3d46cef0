using System.Collections.Immutable;
using System.Text;

namespace Darkroom.Prompts;

/// <summary>
/// Expands a prompt: <c>@name</c> becomes what the preset of that name stands for, and <c>{red|blue}</c> one prompt for each alternative. Braces
/// without a bar, unknown names, and what follows a backslash stay text. Pure.
/// </summary>
public static class PromptExpansion
{
    /// <summary>The maximum number of prompts that one prompt may stand for.</summary>
    public const int MaxPrompts = 64;

    private const int MaxDepth = 16;
    private const int MaxPresetUses = 50;

    /// <summary>The maximum length of the text after its presets were inserted: the longest prompt that a provider accepts, and some more.</summary>
    private const int MaxLength = 200_000;

    /// <summary>Returns the prompts that a prompt stands for.</summary>
    /// <param name="find">Returns the preset with a name; null if there is none.</param>
    public static PromptOutcome Expand(string prompt, Func<string, Preset?> find)
    {
        var used = new List<Preset>();
        if (Insert(prompt, find, used) is not { } text)
        {
            return new PromptOutcome.Invalid(LocalText.Format(EngineTexts.ExpandPresets, MaxPresetUses));
        }

        var parser = new Parser(text);
        if (parser.Read() is not { } whole)
        {
            return new PromptOutcome.Invalid(LocalText.Format(EngineTexts.ExpandDepth, MaxDepth));
        }

        if (whole.Count > MaxPrompts)
        {
            return new PromptOutcome.Invalid(whole.Count >= int.MaxValue
                ? LocalText.Format(EngineTexts.ExpandManyAlternatives, MaxPrompts)
                : LocalText.Format(EngineTexts.ExpandAlternatives, whole.Count, MaxPrompts));
        }

        var prompts = whole.All().Select(one => one.Trim()).Distinct(StringComparer.Ordinal).ToImmutableArray();
        return new PromptOutcome.Expanded(prompts, [.. used.DistinctBy(preset => preset.Name)]);
    }

    /// <summary>Returns the text with its presets inserted; null if it becomes too long.</summary>
    /// <param name="used">Receives the presets in the order of the text.</param>
    private static string? Insert(string text, Func<string, Preset?> find, List<Preset> used)
    {
        // A preset may use others, but not itself: each is inserted into its own text at most once on the way.
        var open = new HashSet<string>(StringComparer.Ordinal);
        return Inserted(text) is { Length: <= MaxLength } inserted ? inserted : null;

        string? Inserted(string rest)
        {
            var result = new StringBuilder();
            List<Preset> frames = [];
            for (var at = 0; at < rest.Length;)
            {
                if (rest[at] == '\\' && at + 1 < rest.Length)
                {
                    result.Append(rest, at, 2);
                    at += 2;
                    continue;
                }

                var length = rest[at] == '@' && (at == 0 || !PresetName.Continues(rest[at - 1])) ? PresetName.LengthAt(rest, at + 1) : 0;
                if (length == 0 || find(rest.Substring(at + 1, length)) is not { } preset || !open.Add(preset.Name))
                {
                    result.Append(rest[at]);
                    at++;
                    continue;
                }

                used.Add(preset);
                if (used.Count > MaxPresetUses || Inserted(preset.Prompt) is not { } part || result.Length + part.Length > MaxLength)
                {
                    return null;
                }

                open.Remove(preset.Name);
                at += length + 1;
                if (part.Contains(Preset.Placeholder, StringComparison.Ordinal))
                {
                    frames.Add(preset with { Prompt = part });
                    at = AppendNothing(result, rest, at);
                }
                else
                {
                    at = part.Length == 0 ? AppendNothing(result, rest, at) : at;
                    result.Append(part);
                }
            }

            var whole = result.ToString();
            foreach (var frame in frames)
            {
                whole = frame.Prompt.Replace(Preset.Placeholder, whole.Trim(), StringComparison.Ordinal);
                if (whole.Length > MaxLength)
                {
                    return null;
                }
            }

            return whole;
        }
    }

    /// <summary>Leaves a place empty: of the spaces around it, one is left between words and none at an edge or before a punctuation mark.</summary>
    /// <returns>Where the text continues.</returns>
    private static int AppendNothing(StringBuilder before, ReadOnlySpan<char> text, int at)
    {
        if (before.Length == 0 || before[^1] == ' ')
        {
            if (at < text.Length && text[at] == ' ')
            {
                return at + 1;
            }

            if (before.Length > 0 && (at == text.Length || text[at] is ',' or '.' or ';' or ':' or '!' or '?'))
            {
                before.Length--;
            }
        }

        return at;
    }

    /// <summary>A part of a prompt.</summary>
    private abstract record Node
    {
        /// <summary>The number of texts that it stands for, at most <see cref="int.MaxValue"/>.</summary>
        public abstract long Count { get; }
    }

    private sealed record Text(string Value) : Node
    {
        public override long Count => 1;
    }

    private sealed record Choice(ImmutableArray<Sequence> Alternatives) : Node
    {
        public override long Count { get; } = Math.Min(int.MaxValue, Alternatives.Sum(one => one.Count));
    }

    private sealed record Sequence(ImmutableArray<Node> Parts) : Node
    {
        public override long Count { get; } = Parts.Aggregate(1L, (product, part) => Math.Min(int.MaxValue, product * part.Count));

        /// <summary>Returns every text, the alternatives of the first choice changing slowest.</summary>
        public IEnumerable<string> All()
        {
            IEnumerable<ImmutableArray<string>> all = [[]];
            foreach (var part in Parts)
            {
                var previous = all;
                all = part switch
                {
                    Text text => previous.Select(before => before.Add(text.Value)),
                    Choice choice => previous.SelectMany(before => choice.Alternatives.SelectMany(one => one.All()).Select(one => before.Add(one.Trim()))),
                    _ => throw new InvalidOperationException("A sequence has texts and choices only."),
                };
            }

            return all.Select(Join);
        }

        private static string Join(ImmutableArray<string> parts)
        {
            var result = new StringBuilder();
            for (var index = 0; index < parts.Length; index++)
            {
                // An empty alternative must not leave two spaces.
                var part = parts[index];
                if (part.Length > 0)
                {
                    result.Append(part);
                }
                else if (index + 1 == parts.Length)
                {
                    AppendNothing(result, "", 0);
                }
                else if (parts[index + 1] is { Length: > 0 } next)
                {
                    parts = parts.SetItem(index + 1, next[AppendNothing(result, next, 0)..]);
                }
            }

            return result.ToString();
        }
    }

    /// <summary>Reads alternatives.</summary>
    private sealed class Parser(string text)
    {
        private int _at;
        private bool _tooDeep;
        private HashSet<int>? _ends;

        /// <summary>Reads the whole text; null if braces are nested too deeply.</summary>
        public Sequence? Read()
        {
            var parts = ImmutableArray.CreateBuilder<Node>();
            var literal = new StringBuilder();
            ReadInto(parts, literal, depth: 0);
            Flush(parts, literal);
            return _tooDeep ? null : new Sequence(parts.ToImmutable());
        }

        private static void Flush(ImmutableArray<Node>.Builder parts, StringBuilder literal)
        {
            if (literal.Length > 0)
            {
                parts.Add(new Text(literal.ToString()));
                literal.Clear();
            }
        }

        /// <summary>Reads until the end of the text, or inside braces until a bar or the closing brace.</summary>
        private void ReadInto(ImmutableArray<Node>.Builder parts, StringBuilder literal, int depth)
        {
            while (_at < text.Length && !_tooDeep && !(depth > 0 && text[_at] is '|' or '}'))
            {
                if (text[_at] == '\\' && _at + 1 < text.Length && text[_at + 1] is '{' or '}' or '|' or '@')
                {
                    literal.Append(text[_at + 1]);
                    _at += 2;
                }
                else if (text[_at] == '{')
                {
                    ReadBraces(parts, literal, depth);
                }
                else
                {
                    literal.Append(text[_at++]);
                }
            }
        }

        private void ReadBraces(ImmutableArray<Node>.Builder parts, StringBuilder literal, int depth)
        {
            if (!HasEnd(_at))
            {
                literal.Append(text[_at++]);
                return;
            }

            if (depth == MaxDepth)
            {
                _tooDeep = true;
                return;
            }

            _at++;
            var alternatives = ImmutableArray.CreateBuilder<Sequence>();
            do
            {
                var inner = ImmutableArray.CreateBuilder<Node>();
                var innerLiteral = new StringBuilder();
                ReadInto(inner, innerLiteral, depth + 1);
                Flush(inner, innerLiteral);
                alternatives.Add(new Sequence(inner.ToImmutable()));
            }
            while (!_tooDeep && text[_at++] == '|');

            if (alternatives.Count > 1)
            {
                Flush(parts, literal);
                parts.Add(new Choice(alternatives.ToImmutable()));
                return;
            }

            // Without a bar, the braces are text, and what is in them may still contain alternatives.
            literal.Append('{');
            foreach (var part in alternatives[0].Parts)
            {
                if (part is Text inside)
                {
                    literal.Append(inside.Value);
                }
                else
                {
                    Flush(parts, literal);
                    parts.Add(part);
                }
            }

            literal.Append('}');
        }

        /// <summary>Returns whether the brace at a place is closed.</summary>
        private bool HasEnd(int from) => (_ends ??= FindEnds()).Contains(from);

        /// <summary>Finds the opening braces that are closed.</summary>
        private HashSet<int> FindEnds()
        {
            var closed = new HashSet<int>();
            var open = new Stack<int>();
            for (var at = 0; at < text.Length; at++)
            {
                if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '{' or '}' or '|' or '@')
                {
                    at++;
                }
                else if (text[at] == '{')
                {
                    open.Push(at);
                }
                else if (text[at] == '}' && open.TryPop(out var opened))
                {
                    closed.Add(opened);
                }
            }

            return closed;
        }
    }
}

/// <summary>What a prompt stands for.</summary>
public abstract record PromptOutcome
{
    private PromptOutcome()
    {
    }

    /// <param name="Prompts">One or more different prompts.</param>
    /// <param name="Presets">The presets that were inserted.</param>
    public sealed record Expanded(ImmutableArray<string> Prompts, ImmutableArray<Preset> Presets) : PromptOutcome;

    /// <param name="Problem">What is wrong, as a sentence.</param>
    public sealed record Invalid(string Problem) : PromptOutcome;
}
