using System.Net;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>
/// ComfyUI on a machine of one's own, with a workflow of the operator's or a built-in one. A WebSocket tells how far it is and shows
/// previews; the image itself comes over HTTP. The work goes on without either, and is picked up by its prompt id.
/// </summary>
internal sealed class ComfyUiProvider : HttpProvider, IResumableProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<ComfyUiOptions>(
        "comfyui", (options, parts) => new ComfyUiProvider(options, parts));

    private const int DownloadTries = 3;
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(5);

    // Loading a large model takes minutes by itself. Images wait in ComfyUI's queue; one is being made there, one waits.
    private static readonly ProviderLimits DefaultModel = new(2, null, TimeSpan.FromMinutes(15));

    private readonly ComfyUiOptions _options;
    private readonly ProviderParts _parts;
    private readonly ComfyUiWorkflow _workflow;
    private readonly ComfyUiRequest _request;

    public ComfyUiProvider(ComfyUiOptions options, ProviderParts parts)
        : this(options, parts, options.Workflow is { } path
            ? ComfyUiWorkflow.Load(path)
            : (ComfyUiWorkflow.BuiltIn(options.Steps, options.CfgScale), null))
    {
    }

    private ComfyUiProvider(ComfyUiOptions options, ProviderParts parts, (ComfyUiWorkflow? Workflow, string? Problem) read)
        : base(Kind, ServiceOf(options), options, parts, DefaultModel, SetupOf(options, read.Problem))
    {
        (_options, _parts) = (options, parts);
        _workflow = read.Workflow ?? ComfyUiWorkflow.BuiltIn(options.Steps, options.CfgScale);
        _request = new ComfyUiRequest(Connection, _workflow, options.Model);
    }

    public override ProviderDescription Description { get; } = new(
        "ComfyUI", "Your own workflows on a machine of your own; prompts go there.", Paid: false);

    /// <summary>Between two questions how far it is, where there is no socket.</summary>
    internal TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    public override ProviderCapabilities CapabilitiesOf(string? model) => ComfyUiCapabilities.For(_workflow, _options.Model);

    /// <summary>Takes it out of the queue, or interrupts it. An older ComfyUI would interrupt whatever is at work, so it is asked first.</summary>
    public async Task CancelAsync(string resumeToken, CancellationToken cancellationToken)
    {
        if (!ComfyUiResponse.IsPromptId(resumeToken))
        {
            return;
        }

        using var call = new ProviderCall(Service.Name, Service.BaseUrl, CancelTimeout, _parts.Time, cancellationToken);
        var (path, body) = await QueuePositionAsync(resumeToken, call) switch
        {
            null => (null, null),
            0 => ("interrupt", JsonBody.Create(json => json.WriteString("prompt_id", resumeToken))),
            _ => ("queue", JsonBody.Create(json =>
            {
                json.WriteStartArray("delete");
                json.WriteStringValue(resumeToken);
                json.WriteEndArray();
            })),
        };
        if (path is not null && !await Connection.NotifyAsync(HttpMethod.Post, Service.UrlFor(path), body, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Its history is the operator's own, and in memory only.</summary>
    public Task ForgetAsync(string resumeToken, CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        if (request.ResumeToken is { } token)
        {
            await foreach (var update in ComfyUiResponse.IsPromptId(token) ? PollAsync(token, call) : NotOursAsync())
            {
                yield return update;
            }

            yield break;
        }

        // Before the work begins: what is told before somebody listens is told to nobody.
        var clientId = Guid.NewGuid().ToString();
        using var socket = Setup.Configured ? await ComfyUiSocket.OpenAsync(Service, clientId, _parts, call.Token) : null;
        var (promptId, failure) = await _request.SendAsync(request, clientId, call);
        if (promptId is null)
        {
            yield return new GenerationUpdate.Failed(failure!);
            yield break;
        }

        yield return new GenerationUpdate.Resumable(promptId);
        var watch = new ComfyUiTracker(Service, promptId, new ComfyUiProgress(_workflow.Weights), request.PartialImages, _parts.Time);
        await foreach (var update in ListenAsync(socket, watch, promptId, call))
        {
            yield return update;
        }

        if (watch.Failure is { } failed)
        {
            yield return new GenerationUpdate.Failed(failed);
        }
        else if (watch is { Ended: true, Image: { } image })
        {
            yield return await FetchAsync(image, call);
        }
        else
        {
            await foreach (var update in PollAsync(promptId, call))
            {
                yield return update;
            }
        }
    }

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) => CheckAsync("system_stats", call, body =>
        body.Json().Property("system") is { } system
            ? new ProviderTest.Passed(
                $"It answers: ComfyUI {SafeText.Sanitize(system.Text("comfyui_version"), Service.Key, 40) ?? "of an unknown version"}.")
            : new ProviderTest.Inconclusive("Something answers there, but not as ComfyUI does. Check the base URL."));

    private static ServiceProfile ServiceOf(ComfyUiOptions options) => new(
        "ComfyUI", options.BaseUrl ?? new Uri("http://127.0.0.1:8188"), ServiceProfile.ApiKeyFrom(options), "Providers:comfyui:ApiKey")
    {
        KeyName = "user name and password",
        Authenticate = ServiceProfile.WithBasicOrBearer,
        Classify = ComfyUiErrors.Classify,
    };

    private static ProviderSetup SetupOf(ComfyUiOptions options, string? problem) => new(
        problem is not null ? $"Providers:comfyui:Workflow ({problem})" : options.BaseUrl is null ? "Providers:comfyui:BaseUrl" : null);

    private static async IAsyncEnumerable<GenerationUpdate> NotOursAsync()
    {
        await Task.CompletedTask;
        yield return Failed(FailureCode.Interrupted, "What was kept to pick this image up is not from this provider.");
    }

    /// <summary>Passes on what the socket says, until the work is done or the socket is lost.</summary>
    private async IAsyncEnumerable<GenerationUpdate> ListenAsync(
        ComfyUiSocket? socket, ComfyUiTracker watch, string promptId, ProviderCall call)
    {
        int? position = null;
        while (!watch.Ended && socket is not null && await socket.ReadAsync(call.Token) is { } read)
        {
            using var frame = read;
            if (watch.Read(frame) is { } update)
            {
                yield return update;
            }
            else if (!watch.Started && ComfyUiTracker.IsQueueStatus(frame) && await QueuePositionAsync(promptId, call) is var now && now != position)
            {
                position = now;
                yield return Waiting(position);
            }
        }
    }

    /// <summary>Asks again and again how far it is: without a socket, or when an earlier call began it.</summary>
    private async IAsyncEnumerable<GenerationUpdate> PollAsync(string promptId, ProviderCall call)
    {
        var poll = new JobPoller(Connection, call, PollInterval);
        var (missed, position) = (0, default(int?));
        while (true)
        {
            using var body = await poll.NextAsync(Service.UrlFor($"history/{promptId}"));
            if (body.Failure is { } failure)
            {
                yield return new GenerationUpdate.Failed(failure) { WorkContinues = !body.IsRejected };
                yield break;
            }

            if (body.Json().Property(promptId) is { } entry)
            {
                var (image, failed) = ComfyUiResponse.ReadResult(Service, entry);
                yield return image is null ? new GenerationUpdate.Failed(failed!) : await FetchAsync(image, call);
                yield break;
            }

            // It leaves the queue a moment before it is in the history.
            var now = await QueuePositionAsync(promptId, call);
            missed = now is null ? missed + 1 : 0;
            if (missed > 2)
            {
                yield return Failed(
                    FailureCode.Interrupted, "ComfyUI no longer knows the image; it was restarted, or its queue was cleared.");
                yield break;
            }

            if (now is not null && now != position)
            {
                position = now;
                yield return Waiting(position);
            }
        }
    }

    private static GenerationUpdate.Progress Waiting(int? position) => new(null) { QueuePosition = position > 0 ? position : null };

    private async Task<int?> QueuePositionAsync(string promptId, ProviderCall call)
    {
        using var queue = await Connection.FetchAsync(HttpMethod.Get, Service.UrlFor("queue"), null, call);
        return queue.Failure is null ? ComfyUiResponse.QueuePosition(queue.Json(), promptId) : null;
    }

    /// <summary>The image is made and lies there: a broken connection is tried again.</summary>
    private async Task<GenerationUpdate> FetchAsync(ComfyUiImage image, ProviderCall call)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var body = await Connection.FetchAsync(HttpMethod.Get, Service.UrlFor("view", image.Query), null, call);
            if (body.Failure is not { } failure)
            {
                return body.IsImage
                    ? new GenerationUpdate.FinalImage(body.TakeImage())
                    : Failed(FailureCode.BadOutput, $"ComfyUI made {image.Filename}, which is no image.");
            }

            var mayPass = failure.Code is FailureCode.BadOutput or FailureCode.Unavailable;
            if (!mayPass || attempt == DownloadTries || await call.DelayAsync(PollInterval) is not null)
            {
                return body.Status is HttpStatusCode.NotFound
                    ? Failed(FailureCode.BadOutput, $"ComfyUI made {image.Filename}, but no longer has it.")
                    : new GenerationUpdate.Failed(failure) { WorkContinues = mayPass };
            }
        }
    }
}
