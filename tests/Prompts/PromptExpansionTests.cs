using System.Collections.Immutable;
using Darkroom.Prompts;

namespace Darkroom.Tests.Prompts;

/// <summary>Presets and alternatives in prompts.</summary>
public sealed class PromptExpansionTests
{
    private static readonly Preset[] Presets =
    [
        new() { Name = "film", Prompt = "on 35mm film" },
        new() { Name = "frame", Prompt = "a poster of {prompt}, centred" },
        new() { Name = "colours", Prompt = "{red|blue}" },
        new() { Name = "both", Prompt = "@colours @film" },
        new() { Name = "loop", Prompt = "again @loop" },
        new() { Name = "quiet", NegativePrompt = "noise" },
        new() { Name = "größe-2", Prompt = "large" },
    ];

    [Theory]
    [InlineData("a fox", "a fox")]
    [InlineData("a {red|blue} fox", "a red fox", "a blue fox")]
    [InlineData("a { red | blue } fox", "a red fox", "a blue fox")]
    [InlineData("{a|b} {1|2}", "a 1", "a 2", "b 1", "b 2")]
    [InlineData("a {dark {red|green}|blue} fox", "a dark red fox", "a dark green fox", "a blue fox")]
    [InlineData("a {{a|b}|{c|{d|e}}}", "a a", "a b", "a c", "a d", "a e")]
    [InlineData("{a|a|b}", "a", "b")]
    [InlineData("no {choice} here", "no {choice} here")]
    [InlineData("a {word {x|y}} b", "a {word x} b", "a {word y} b")]
    [InlineData("a | b", "a | b")]
    [InlineData("a {b | c", "a {b | c")]
    [InlineData("a b} {c|d}", "a b} c", "a b} d")]
    [InlineData("a { b {c|d}", "a { b c", "a { b d")]
    [InlineData("{red, blue}", "{red, blue}")]
    [InlineData(@"\{red|blue\} {a|b}", "{red|blue} a", "{red|blue} b")]
    [InlineData(@"{a\|b|c}", "a|b", "c")]
    [InlineData(@"C:\dir \n", @"C:\dir \n")]
    [InlineData("{}", "{}")]
    [InlineData("x{|}y", "xy")]
    [InlineData("{狐|🦊} im Schnee", "狐 im Schnee", "🦊 im Schnee")]
    public void Alternatives_become_prompts_and_everything_else_stays_text(string prompt, params string[] expected) =>
        Assert.Equal(expected, Expanded(prompt));

    [Theory]
    [InlineData("a {red|} fox", "a red fox", "a fox")]
    [InlineData("a fox {in snow|}", "a fox in snow", "a fox")]
    [InlineData("{big|} fox", "big fox", "fox")]
    [InlineData("a fox {in snow|}, dusk", "a fox in snow, dusk", "a fox, dusk")]
    [InlineData("a {x|} {y|} fox", "a x y fox", "a x fox", "a y fox", "a fox")]
    [InlineData("a {x|}{y|}fox", "a xyfox", "a xfox", "a yfox", "a fox")]
    [InlineData("{|}", "")]
    public void An_empty_alternative_leaves_no_space_behind(string prompt, params string[] expected) => Assert.Equal(expected, Expanded(prompt));

    [Theory]
    [InlineData("a fox @film", "a fox on 35mm film")]
    [InlineData("a fox @FILM, dusk", "a fox on 35mm film, dusk")]
    [InlineData("@film", "on 35mm film")]
    [InlineData("(@film)", "(on 35mm film)")]
    [InlineData("@frame a fox", "a poster of a fox, centred")]
    [InlineData("a fox @frame @film", "a poster of a fox on 35mm film, centred")]
    [InlineData("a @colours fox", "a red fox", "a blue fox")]
    [InlineData("a {@film|plain} fox", "a on 35mm film fox", "a plain fox")]
    [InlineData("a @both fox", "a red on 35mm film fox", "a blue on 35mm film fox")]
    [InlineData("@loop", "again @loop")]
    [InlineData("a fox @quiet", "a fox")]
    [InlineData("@quiet a fox", "a fox")]
    [InlineData("a @Größe-2 fox", "a large fox")]
    [InlineData("mail me@film.org or @film.", "mail me@film.org or on 35mm film.")]
    [InlineData("@films and @unknown and @", "@films and @unknown and @")]
    [InlineData(@"a sign \@film", "a sign @film")]
    public void A_name_at_the_start_of_a_word_becomes_its_preset(string prompt, params string[] expected) => Assert.Equal(expected, Expanded(prompt));

    [Fact]
    public void The_used_presets_are_returned_once_in_the_order_of_the_text()
    {
        var outcome = Assert.IsType<PromptOutcome.Expanded>(Expand("@both @quiet @film"));
        Assert.Equal(["both", "colours", "film", "quiet"], outcome.Presets.Select(preset => preset.Name));
    }

    [Theory]
    [InlineData(6, 64)]
    [InlineData(7, null)]
    public void At_most_64_prompts_are_possible(int choices, int? count)
    {
        var outcome = Expand(string.Concat(Enumerable.Range(0, choices).Select(number => $"{{a{number}|b{number}}} ")));
        Assert.Equal(count, (outcome as PromptOutcome.Expanded)?.Prompts.Length);
        Assert.Equal(count is null ? "It stands for 128 prompts; at most 64 run together. Remove alternatives." : null, (outcome as PromptOutcome.Invalid)?.Problem);
    }

    [Fact]
    public void Hostile_prompts_are_refused_quickly_or_stay_text()
    {
        Assert.Contains("more prompts than can be counted", Problem(string.Concat(Enumerable.Repeat("{a|b}", 6000))), StringComparison.Ordinal);
        Assert.Contains("nested more than 16 deep", Problem(new string('{', 17) + "a|b" + new string('}', 17)), StringComparison.Ordinal);
        Assert.Contains("nested", Problem(new string('{', 100_000) + new string('}', 100_000)), StringComparison.Ordinal);
        Assert.Equal([new string('{', 100_000)], Expanded(new string('{', 100_000)));
        Assert.Contains("more than 50", Problem(string.Concat(Enumerable.Repeat("@film ", 51))), StringComparison.Ordinal);
        var doubling = Enumerable.Range(0, 40).Select(n => new Preset { Name = $"p{n}", Prompt = $"@p{n + 1} @p{n + 1}" }).ToDictionary(preset => preset.Name);
        Assert.IsType<PromptOutcome.Invalid>(PromptExpansion.Expand("@p0", name => doubling.GetValueOrDefault(name)));
        var wide = new Preset { Name = "w", Prompt = string.Concat(Enumerable.Repeat("{prompt} ", 400)) };
        Assert.IsType<PromptOutcome.Invalid>(PromptExpansion.Expand("@w @w @w x", _ => wide));
    }

    private static string Problem(string prompt) => Assert.IsType<PromptOutcome.Invalid>(Expand(prompt)).Problem;

    private static ImmutableArray<string> Expanded(string prompt) => Assert.IsType<PromptOutcome.Expanded>(Expand(prompt)).Prompts;

    private static PromptOutcome Expand(string prompt) =>
        PromptExpansion.Expand(prompt, name => Presets.FirstOrDefault(preset => PresetName.KeyOf(preset.Name) == PresetName.KeyOf(name)));
}
