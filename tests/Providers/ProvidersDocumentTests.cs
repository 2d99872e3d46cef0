using System.Globalization;
using System.Text;
using Darkroom.Providers;
using Darkroom.Server.Configuration;

namespace Darkroom.Tests.Providers;

/// <summary>docs/providers.md says what the providers can do and how they take what was recorded of the real services.</summary>
public sealed class ProvidersDocumentTests : ProviderBench
{
    [Fact]
    public void The_capability_matrix_matches_the_code()
    {
        var table = new StringBuilder(
            "| provider | paid | while it works | sizes | qualities | formats | seed | negative prompt | edits | picked up after a crash | default model |\n"
            + "|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var provider in AllProviders.Kinds.Select(kind => kind.Build((ProviderOptions)Activator.CreateInstance(kind.Options)!, Parts())))
        {
            var can = provider.CapabilitiesOf(null);
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| `{provider.Id}` | {(provider.Description.Paid ? "yes" : "no")} | {Progress(can)} | {can.Sizes.Text} | {List(can.Qualities)} | {List(can.Formats)} | {Mark(can.Seed)} | {Mark(can.NegativePrompt)} | {Edits(can.Edits)} | {Mark(provider is IResumableProvider)} | {(can.Models is [var first, ..] ? $"`{first}`" : "–")} |");
        }

        ProvidersDocument.Hold("capabilities", table.ToString());
    }

    [Fact]
    public async Task The_table_of_recordings_matches_their_replay()
    {
        Recordings.Path("INDEX.md");
        var table = new StringBuilder("| provider | recorded | files | result |\n|---|---|---|---|\n");
        foreach (var replay in Replays.All)
        {
            await using var bench = new Bench();
            await bench.InitializeAsync();
            var outcome = await replay.PlayAsync(bench);
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| `{replay.Provider}` | {replay.What} | {string.Join("<br>", replay.Recordings.Select(file => $"`{file}`"))} | {Cell(Replay.ResultOf(outcome))} |");
        }

        ProvidersDocument.Hold("recordings", table.ToString());
    }

    [Fact]
    public void Every_recording_is_replayed_or_listed_with_a_reason()
    {
        var root = Path.GetDirectoryName(Recordings.Path("INDEX.md"))!;
        var covered = Replays.All.SelectMany(replay => replay.Recordings).Concat(Replays.NotPlayed.Keys).ToList();

        var left = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => file != "INDEX.md" && !covered.Any(start => file.StartsWith(start, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal).ToList();

        Assert.True(left.Count == 0, $"Nobody plays these recordings, and Replays.NotPlayed does not say why:\n{string.Join('\n', left)}");
    }

    [Fact]
    public void The_document_lists_the_recordings_that_are_not_replayed()
    {
        var table = new StringBuilder("| files | why not |\n|---|---|\n");
        foreach (var (file, why) in Replays.NotPlayed.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"| `{file}` | {why} |");
        }

        ProvidersDocument.Hold("not played", table.ToString());
    }

    private static string Progress(ProviderCapabilities can) => (can.PartialImages, can.Steps) switch
    {
        ( > 0, true) => $"{can.PartialImages} partial images, how much is done",
        ( > 0, false) => $"{can.PartialImages} partial images",
        (_, true) => "how much is done",
        _ => "an estimate from earlier images",
    };

    private static string List(IReadOnlyCollection<string> names) => names.Count == 0 ? "–" : string.Join(", ", names);

    private static string Mark(bool has) => has ? "yes" : "–";

    private static string Edits(EditRule? edits) => edits is null ? "–" : $"up to {edits.MaxImages}{(edits.Mask ? ", mask" : "")}";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>A server of its own for each replay.</summary>
    private sealed class Bench : ProviderBench;
}
