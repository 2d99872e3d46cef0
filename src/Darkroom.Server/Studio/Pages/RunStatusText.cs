using System.Globalization;
using Darkroom.Generations;

namespace Darkroom.Server.Studio.Pages;

/// <summary>A run's state in one sentence, as the status line says it before any script runs.</summary>
internal static class RunStatusText
{
    public static string From(GenerationState state) => state.Status switch
    {
        GenerationStatus.Running => ProgressOf(state),
        GenerationStatus.Completed => state.Request.N == 1 ? "The image is ready." : $"All {state.Request.N} images are ready.",
        GenerationStatus.Partial => string.Create(CultureInfo.InvariantCulture, $"{state.Done} of {state.Request.N} images are ready."),
        GenerationStatus.Failed when state.Request.N == 1 => "The image failed.",
        GenerationStatus.Failed when state.Slots.Count(slot => slot.Status == SlotStatus.Failed) is var failed && failed < state.Request.N =>
            string.Create(CultureInfo.InvariantCulture, $"No image is ready, {failed} of {state.Request.N} failed."),
        GenerationStatus.Failed => "All images failed.",
        _ => "Cancelled.",
    };

    private static string ProgressOf(GenerationState state)
    {
        if (!state.Slots.Any(slot => slot.Status == SlotStatus.Running))
        {
            return string.Create(CultureInfo.InvariantCulture, $"Waiting; {state.Done} of {state.Request.N} ready.");
        }

        var current = Math.Min(state.Slots.Count(slot => slot.Ended) + 1, state.Request.N);
        var images = state.Request.N == 1 ? "image" : "images";
        return string.Create(CultureInfo.InvariantCulture, $"Generating {current} of {state.Request.N} {images}…");
    }
}
