using Darkroom.Client;
using GenerationEvent = Darkroom.Client.GenerationEvent;

namespace Darkroom.Server.CommandLine.Images;

/// <summary>Sentences about a run.</summary>
internal static class RunText
{
    public static string Of(GenerationEvent.Error error) => error.Advice is { } advice ? $"{error.Message} {advice}" : error.Message;

    /// <summary>Returns what happens to one image. The messages of the stages in which it is being made count the images of the whole generation.</summary>
    public static string Of(GenerationEvent.Progress progress) => progress.Stage switch
    {
        GenerationStage.Started or GenerationStage.Generating => "Generating…",
        GenerationStage.Finishing => "Saving…",
        _ => progress.Message,
    };

    /// <summary>Returns what became of a generation of which not all images were made.</summary>
    public static string Of(GenerationResult result)
    {
        var (made, missing) = (result.Images.Count, result.Errors.Count);
        var saved = made == 0 ? "No image was saved" : $"{PageText.Images(made)} saved";
        return result.ExitCode == ExitCodes.Cancelled ? $"Cancelled. {saved}." : missing == 0 ? $"{saved}; the others were cancelled." : $"{saved}; {missing} failed.";
    }
}
