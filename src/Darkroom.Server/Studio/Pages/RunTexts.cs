using System.Text.Json;

namespace Darkroom.Server.Studio.Pages;

/// <summary>
/// The sentences about a run and its images. The page carries them all (<see cref="Json"/>), so that the script takes the same one for a stage
/// or status and a count.
/// </summary>
internal static class RunTexts
{
    /// <summary>By stage or status. Of several forms one is for the count 1, one for 2 and so on; the last one is for every larger count.</summary>
    private static Dictionary<string, string[]> All => new(StringComparer.Ordinal)
    {
        ["queued"] = [StudioTexts.Queued],
        ["started"] = Generating,
        ["generating"] = Generating,
        ["finishing"] = Generating,
        ["completed"] = [StudioTexts.ReadyOne, StudioTexts.ReadyMany],
        ["partial"] = [StudioTexts.PartlyReady],
        ["failed"] = [StudioTexts.Failed],
        ["cancelled"] = [StudioTexts.Cancelled],
        ["position"] = [StudioTexts.Waiting, StudioTexts.WaitingAheadOne, StudioTexts.WaitingAheadMany],
    };

    /// <summary>What to do about each failure: events carry it in English.</summary>
    private static IEnumerable<KeyValuePair<string, string[]>> Advice => Enum.GetValues<FailureCode>()
        .Select(code => KeyValuePair.Create($"advice_{Wire.Name(code)}", new[] { FailureAdvice.ForReader(code) }));

    private static string[] Generating => [StudioTexts.GeneratingOne, StudioTexts.GeneratingMany];

    public static string Json => JsonSerializer.Serialize(All.Concat(Advice).ToDictionary(), ScriptTexts.Readable);

    /// <summary>Returns the status line of a run.</summary>
    public static string Describe(GenerationState state)
    {
        var n = state.Request.N;
        int Count(SlotStatus status) => state.Slots.Count(slot => slot.Status == status);
        return state.Ended ? Find(Wire.Name(state.Status), n, state.Done, n, Count(SlotStatus.Failed))
            : Count(SlotStatus.Running) is > 0 and var running ? Find("generating", n, running, n, state.Done)
            : state.Slots.Select(ReasonOf).FirstOrDefault(reason => reason is not null) ?? Find("queued", n);
    }

    /// <summary>Returns the text of an image that waits for its turn.</summary>
    public static string Position(int ahead) => Find("position", ahead + 1, ahead);

    /// <summary>Returns the text of an image that a person cancelled.</summary>
    public static string Cancelled => Find("cancelled", 1);

    /// <summary>Returns why an image waits, if it is not only its turn.</summary>
    public static string? ReasonOf(SlotState slot) =>
        slot is { Status: SlotStatus.Waiting, Progress: { Stage: ProgressStage.Waiting } waiting } ? waiting.Message : null;

    private static string Find(string name, int count, params ReadOnlySpan<object?> values)
    {
        var forms = All[name];
        return PageText.Format(forms[Math.Min(count, forms.Length) - 1], values);
    }
}
