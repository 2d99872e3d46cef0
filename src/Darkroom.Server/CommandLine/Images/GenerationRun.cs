using Darkroom.Client;
using Darkroom.Server.CommandLine.Connection;
using GenerationEvent = Darkroom.Client.GenerationEvent;
using NewGeneration = Darkroom.Client.NewGeneration;

namespace Darkroom.Server.CommandLine.Images;

/// <summary>One generation: follows it to its end, saves its images, and cancels it if the command is stopped.</summary>
internal sealed class GenerationRun(DarkroomClient client, SavedImages saved, IRunDisplay display)
{
    /// <summary>How long a stopped command waits for the server to accept or to cancel the generation.</summary>
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(10);

    private readonly List<SavedImage> _images = [];
    private readonly List<FailedImage> _errors = [];
    private string _name = "";
    private RunStatus _status;

    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    /// <exception cref="DarkroomException">The server rejected the request, or cannot be reached.</exception>
    public async Task<int> RunAsync(NewGeneration request, CancellationToken cancellationToken)
    {
        _name = SavedImages.NameOf(request.Prompt);
        var started = await StartAsync(request, cancellationToken);
        await display.RunAsync(started, () => FollowAsync(started, cancellationToken));
        var exitCode = cancellationToken.IsCancellationRequested ? ExitCodes.Cancelled
            : _errors.Count > 0 ? ClientFailures.ExitCodeOf(_errors[0].Code)
            : _status switch { RunStatus.Completed => ExitCodes.Ok, RunStatus.Cancelled or RunStatus.Partial => ExitCodes.Cancelled, _ => ExitCodes.Failed };
        await display.EndAsync(new GenerationResult(started.Id, Wire.Name(_status), exitCode, _images, _errors));
        return exitCode;
    }

    /// <summary>Starts the generation. A stop does not interrupt the call: what was started would be lost, and perhaps paid.</summary>
    private async Task<Generation> StartAsync(NewGeneration request, CancellationToken cancellationToken)
    {
        var starting = client.StartAsync(request, cancellationToken: CancellationToken.None);
        var patience = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        if (await Task.WhenAny(starting, patience) == starting)
        {
            return await starting;
        }

        try
        {
            return await starting.WaitAsync(CancelTimeout, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            throw new CommandException(ExitCodes.Cancelled, "Stopped before the server accepted the request. It may still make the images: look into its gallery.");
        }
    }

    private async Task FollowAsync(Generation started, CancellationToken cancellationToken)
    {
        using var follow = new CancellationTokenSource();
        var cancelling = Task.CompletedTask;
        try
        {
            // Its disposal waits for the callback, so that the task is known afterwards.
            await using var stop = cancellationToken.UnsafeRegister(_ => cancelling = CancelAsync(started.Id, follow), null);
            await foreach (var change in client.FollowAsync(started.Id, 0, display.Inline, follow.Token))
            {
                await HandleAsync(change);
            }
        }
        catch (OperationCanceledException) when (follow.IsCancellationRequested)
        {
            // The server did not confirm the cancellation; its message was shown.
        }

        await cancelling;
    }

    /// <summary>Cancels the generation on the server, whose events then end. If that fails, following ends.</summary>
    private async Task CancelAsync(string generationId, CancellationTokenSource follow)
    {
        try
        {
            await display.SayAsync("Cancelling. What is finished is kept; press Ctrl+C again to leave at once.");
            using var timeout = new CancellationTokenSource(CancelTimeout);
            await client.CancelAsync(generationId, timeout.Token);
        }
        catch (Exception fault) when (fault is DarkroomException or OperationCanceledException)
        {
            await display.SayAsync($"The server did not cancel the generation {generationId}, and may still make its images. {(fault as DarkroomException)?.Message}");
            await follow.CancelAsync();
        }
    }

    private async Task HandleAsync(GenerationEvent change)
    {
        switch (change)
        {
            case GenerationEvent.Image image:
                await SaveAsync(image);
                await display.ReportAsync(change, CancellationToken.None);
                return;
            case GenerationEvent.Error error:
                _errors.Add(new FailedImage(error.ImageIndex, error.Code, error.Message));
                break;
            case GenerationEvent.Complete complete:
                _status = complete.Status;
                break;
        }

        await display.ReportAsync(change, CancellationToken.None);
    }

    /// <summary>Saves an image, also after a stop: it was paid for.</summary>
    private async Task SaveAsync(GenerationEvent.Image image)
    {
        try
        {
            var file = await saved.SaveAsync(image.ImageId, image.Mime, _name, CancellationToken.None);
            _images.Add(new SavedImage(image.ImageIndex, image.ImageId, file, image.Width, image.Height, image.Mime, image.Seed, image.CostUsd));
            await display.SavedAsync(_images[^1], CancellationToken.None);
        }
        catch (CommandException fault)
        {
            throw new CommandException(fault.ExitCode, $"{fault.Message} The image is in the gallery with the id {image.ImageId}.");
        }
    }
}
