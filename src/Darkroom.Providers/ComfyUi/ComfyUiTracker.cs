using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>Converts the socket's messages about one prompt into updates.</summary>
/// <param name="progress">Computes the completed share.</param>
internal sealed class ComfyUiTracker(ServiceProfile service, string promptId, ComfyUiProgress progress, int partials, TimeProvider time)
{
    private readonly PartialImageSampler _sampler = new(partials);
    private readonly List<ComfyUiImage> _outputs = [];
    private long _startedAt;
    private double _lastFraction = -1;

    /// <summary>Whether the prompt has started; before, it waits in the queue.</summary>
    public bool Started { get; private set; }

    /// <summary>Whether the prompt has ended.</summary>
    public bool Ended { get; private set; }

    /// <summary>The failure of the prompt; null if there is none.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>The resulting image; null if none was reported.</summary>
    public ComfyUiImage? Image => ComfyUiImage.Choose(_outputs);

    /// <summary>Reads one message.</summary>
    /// <returns>An update; null if the message yields none.</returns>
    public GenerationUpdate? Read(ComfyUiFrame frame) => frame.IsText ? ReadText(frame.Json()) : ReadPreview(frame);

    /// <summary>Whether a message reports a change of the queue.</summary>
    public static bool IsQueueStatus(ComfyUiFrame frame) => frame.IsText && frame.Json().Text("type") is "status";

    private GenerationUpdate.PartialImage? ReadPreview(ComfyUiFrame frame)
    {
        if (!Started || !_sampler.WantsMore || frame.Preview(promptId) is not { } image)
        {
            return null;
        }

        if (_sampler.TakeIndex(progress.Fraction, time.GetElapsedTime(_startedAt)) is { } index)
        {
            return new GenerationUpdate.PartialImage(index, image);
        }

        image.Dispose();
        return null;
    }

    private GenerationUpdate.Progress? ReadText(JsonElement message)
    {
        if (message.Property("data") is not { } data || (data.Text("prompt_id") is { } id && id != promptId))
        {
            return null;
        }

        switch (message.Text("type"))
        {
            case "execution_start":
                Start();
                break;
            case "execution_cached":
                progress.Finish(data.Elements("nodes").Select(node => node.ToString()));
                break;
            case "executing" when (data.Text("display_node") ?? data.Text("node")) is { } node:
                Start();
                progress.Start(node);
                break;
            case "progress" when data.Text("node") is { } node && data.Number("value") is { } value && data.Number("max") is { } max:
                progress.Step(node, value, max);
                break;
            case "progress_state":
                progress.ReadState(data.Property("nodes") ?? default);
                break;
            case "executed":
                _outputs.AddRange(ComfyUiImage.ReadAll(data.Property("output") ?? default));
                break;
            case "executing" when data.Text("prompt_id") is not null:
            case "execution_success":
                Ended = true;
                break;
            case "execution_error":
                (Ended, Failure) = (true, ComfyUiResponse.NodeFailed(service, data));
                break;
            case "execution_interrupted":
                (Ended, Failure) = (true, ComfyUiResponse.Interrupted());
                break;
        }

        return Started && !Ended && progress.Fraction != _lastFraction ? LastProgress() : null;
    }

    private void Start()
    {
        _startedAt = Started ? _startedAt : time.GetTimestamp();
        Started = true;
    }

    private GenerationUpdate.Progress LastProgress()
    {
        _lastFraction = progress.Fraction;
        return new GenerationUpdate.Progress(_lastFraction);
    }
}
