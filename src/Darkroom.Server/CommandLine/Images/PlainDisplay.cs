using Darkroom.Client;
using Darkroom.Server.CommandLine.Terminal;
using GenerationEvent = Darkroom.Client.GenerationEvent;

namespace Darkroom.Server.CommandLine.Images;

/// <summary>Writes the path of each image to the output, one a line, and everything else to the error stream.</summary>
internal sealed class PlainDisplay(CommandContext context) : IRunDisplay
{
    private readonly Dictionary<int, string> _last = [];
    private int _of = 1;

    public InlineImages Inline => InlineImages.None;

    public Task RunAsync(Generation started, Func<Task> work)
    {
        _of = started.Of;
        return work();
    }

    public Task ReportAsync(GenerationEvent change, CancellationToken cancellationToken) => change switch
    {
        GenerationEvent.Progress { ImageIndex: { } index } progress when RunText.Of(progress) is { Length: > 0 } message && _last.GetValueOrDefault(index) != message =>
            SayOnceAsync(index, message),
        GenerationEvent.Error { ImageIndex: { } index } error => SayOnceAsync(index, RunText.Of(error)),
        _ => Task.CompletedTask,
    };

    public async Task SavedAsync(SavedImage image, CancellationToken cancellationToken)
    {
        await context.Output.WriteLineAsync(image.File);
        await context.Output.FlushAsync(cancellationToken);
    }

    public Task SayAsync(string message) => context.Error.WriteLineAsync(TerminalText.Clean(message));

    public Task EndAsync(GenerationResult result) => result.ExitCode == ExitCodes.Ok ? Task.CompletedTask : SayAsync(RunText.Of(result));

    private Task SayOnceAsync(int index, string message)
    {
        _last[index] = message;
        return SayAsync(_of > 1 ? $"Image {index + 1} of {_of}: {message}" : message);
    }
}
