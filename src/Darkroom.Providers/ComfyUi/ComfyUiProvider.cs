using System.Collections.Immutable;
using System.Net;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>
/// ComfyUI on the operator's machine, with a workflow of the operator's or the built-in one. A WebSocket reports progress and previews; the
/// image itself is downloaded over HTTP. The work continues without a connection and is resumed by its prompt id.
/// </summary>
internal sealed class ComfyUiProvider : HttpProvider, IResumableProvider, IOptionLister
{
    public static readonly ProviderKind Kind =
        ProviderKind.Create<ComfyUiOptions>("comfyui", (options, parts) => new ComfyUiProvider(options, parts)) with { HasWorkflows = true };

    private const int DownloadTries = 3;
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(5);

    private readonly ComfyUiOptions _options;
    private readonly ProviderParts _parts;
    private readonly IComfyUiWorkflow _workflow;
    private readonly ImmutableSortedDictionary<string, IComfyUiWorkflow> _stored;

    public ComfyUiProvider(ComfyUiOptions options, ProviderParts parts)
        : this(options, parts, options.Workflow is { } path ? ComfyUiWorkflow.Load(path) : (null, null))
    {
    }

    private ComfyUiProvider(ComfyUiOptions options, ProviderParts parts, (ComfyUiWorkflow? Workflow, string? Problem) read)
        : base(Kind, ServiceFor(options, read.Problem), options, parts)
    {
        (_options, _parts) = (options, parts);
        _workflow = read.Workflow ?? (IComfyUiWorkflow)new ComfyUiBuiltIn(options.Steps, options.CfgScale);
        _stored = parts.Workflows.Select(one => (one.ModelName, Workflow: ComfyUiStoredWorkflow.From(one))).Where(one => one.Workflow is not null)
            .ToImmutableSortedDictionary(one => one.ModelName, one => (IComfyUiWorkflow)one.Workflow!, StringComparer.Ordinal);
    }

    public override ProviderDescription Description => new(
        "ComfyUI", ProviderTexts.ComfyUiSummary, Paid: false);

    /// <summary>The delay between two polls if there is no socket.</summary>
    internal TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A workflow without a placeholder for the checkpoint has no choice.</summary>
    protected override ModelListing? ModelListing =>
        _workflow.Has("model") ? new("models/checkpoints", json => ModelListing.Named(json, null, "name")) : null;

    public override ProviderCapabilities CapabilitiesOf(string? model)
    {
        var can = (WorkflowOf(model) ?? _workflow).Capabilities;
        return can with
        {
            Models = _options.Model is { } preferred && _workflow.Has("model") ? ImmutableArray.Create(preferred) : [],
            FurtherModels = [.. _stored.Keys],

            // A workflow that was deleted is not a checkpoint.
            OtherModels = _workflow.Has("model") && !Workflow.IsModel(model),
        };
    }

    public async Task<OptionNames?> ListOptionsAsync(CancellationToken cancellationToken)
    {
        const string sampler = "KSampler";
        var samplers = await NamesAsync($"object_info/{sampler}", json => ComfyUiResponse.NamesOf(json, sampler, "sampler_name"), cancellationToken);
        if (samplers is null)
        {
            return null;
        }

        var schedulers = await NamesAsync($"object_info/{sampler}", json => ComfyUiResponse.NamesOf(json, sampler, "scheduler"), cancellationToken);
        var loras = await NamesAsync(
            $"object_info/{ComfyUiBuiltIn.LoraLoader}", json => ComfyUiResponse.NamesOf(json, ComfyUiBuiltIn.LoraLoader, "lora_name"), cancellationToken);
        return new OptionNames(samplers.Value, schedulers ?? [], loras ?? []);
    }

    /// <summary>
    /// Removes the prompt from the queue, or interrupts it. Older versions interrupt whichever prompt is running, so the queue is checked first.
    /// </summary>
    public async Task CancelAsync(string resumeToken, CancellationToken cancellationToken)
    {
        if (!ComfyUiResponse.IsPromptId(resumeToken))
        {
            return;
        }

        using var call = CreateCall(CancelTimeout, cancellationToken);
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
        if (path is not null)
        {
            await Connection.NotifyAsync(HttpMethod.Post, Service.UrlFor(path), body, cancellationToken);
        }
    }

    /// <summary>Does nothing: the history is on the operator's machine and in memory only.</summary>
    public Task ForgetAsync(string resumeToken, CancellationToken cancellationToken) => Task.CompletedTask;

    protected override IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call) =>
        request.ResumeToken is not { } token ? BeginAsync(request, call)
        : ComfyUiResponse.IsPromptId(token) ? PollAsync(token, call)
        : new GenerationUpdate[] { ForeignToken() }.ToAsyncEnumerable();

    private async IAsyncEnumerable<GenerationUpdate> BeginAsync(ImageRequest request, ProviderCall call)
    {
        // The socket is opened before the work starts, because earlier messages are not repeated.
        var clientId = Guid.NewGuid().ToString();
        using var socket = Setup.Configured ? await ComfyUiSocket.OpenAsync(Service, clientId, _parts, call.Token) : null;
        if (WorkflowOf(request.Model) is not { } workflow)
        {
            yield return Failed(FailureCode.InvalidRequest, "This workflow was deleted or renamed. Choose another model.");
            yield break;
        }

        var queue = new ComfyUiRequest(Connection, workflow, _options.Model);
        var (promptId, failure) = await queue.SendAsync(request, clientId, call);
        if (promptId is null)
        {
            yield return new GenerationUpdate.Failed(failure!);
            yield break;
        }

        yield return new GenerationUpdate.Resumable(promptId);
        var tracker = new ComfyUiTracker(Service, promptId, new ComfyUiProgress(queue.Weights), request.PartialImages, _parts.Time);
        await foreach (var update in ListenAsync(socket, tracker, promptId, call))
        {
            yield return update;
        }

        if (tracker.Failure is { } failed)
        {
            yield return new GenerationUpdate.Failed(failed);
        }
        else if (tracker is { Ended: true, Image: { } image })
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

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) => CheckAsync("system_stats", call, json =>
        json.Property("system") is { } system
            ? new ProviderTest.Passed(
                $"The server responds: ComfyUI {SafeText.Sanitize(system.Text("comfyui_version"), Service.Key, 40) ?? "of an unknown version"}.")
            : new ProviderTest.Inconclusive("A server responds, but it is not ComfyUI. Check the base URL."));

    /// <summary>Returns the workflow of a model; null if it was stored here and is not any more.</summary>
    private IComfyUiWorkflow? WorkflowOf(string? model) => Workflow.IsModel(model) ? _stored.GetValueOrDefault(model!) : _workflow;

    /// <summary>Classifies ComfyUI's errors.</summary>
    private static FailureCode? Classify(ServiceError error) =>
        error.MessageContains("out of memory") || error.MessageContains("Allocation on device") ? FailureCode.InvalidRequest : null;

    private static ServiceProfile ServiceFor(ComfyUiOptions options, string? problem) =>
        new("ComfyUI", options, "http://127.0.0.1:8188", "Providers:comfyui:ApiKey")
        {
            // Loading a large model takes minutes. ComfyUI makes one image at a time; a second one waits in its queue.
            Limits = new ProviderLimits(2, null, TimeSpan.FromMinutes(15)),
            Setup = new ProviderSetup(
                problem is not null ? $"Providers:comfyui:Workflow ({problem})" : options.BaseUrl is null ? "Providers:comfyui:BaseUrl" : null),
            KeyName = "user name and password",
            Authenticate = ServiceProfile.WithBasicOrBearer,
            Classify = Classify,
        };

    /// <summary>Yields the updates of the socket until the work is done or the socket is lost.</summary>
    private async IAsyncEnumerable<GenerationUpdate> ListenAsync(
        ComfyUiSocket? socket, ComfyUiTracker tracker, string promptId, ProviderCall call)
    {
        int? position = null;
        while (!tracker.Ended && socket is not null && await socket.ReadAsync(call.Token) is { } read)
        {
            using var frame = read;
            if (tracker.Read(frame) is { } update)
            {
                yield return update;
            }
            else if (!tracker.Started && ComfyUiTracker.IsQueueStatus(frame) && await QueuePositionAsync(promptId, call) is var now && now != position)
            {
                position = now;
                yield return Waiting(position);
            }
        }
    }

    /// <summary>Polls the history, without a socket or for a prompt of an earlier call.</summary>
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

            // A prompt leaves the queue a moment before it appears in the history.
            var now = await QueuePositionAsync(promptId, call);
            missed = now is null ? missed + 1 : 0;
            if (missed > 2)
            {
                yield return Failed(
                    FailureCode.Interrupted, "ComfyUI no longer knows the image. It was restarted, or its queue was cleared.");
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

    /// <summary>Downloads the finished image; retries if the connection breaks.</summary>
    private async Task<GenerationUpdate> FetchAsync(ComfyUiImage image, ProviderCall call)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var body = await Connection.FetchAsync(HttpMethod.Get, Service.UrlFor("view", image.Query), null, call);
            if (body.Failure is not { } failure)
            {
                return body.IsImage
                    ? new GenerationUpdate.FinalImage(body.TakeImage())
                    : Failed(FailureCode.BadOutput, $"ComfyUI made {image.Filename}, which is not an image.");
            }

            var mayRetry = failure.Code is FailureCode.BadOutput or FailureCode.Unavailable;
            if (!mayRetry || attempt == DownloadTries || await call.DelayAsync(PollInterval) is not null)
            {
                return body.Status is HttpStatusCode.NotFound
                    ? Failed(FailureCode.BadOutput, $"ComfyUI made {image.Filename}, but no longer has it.")
                    : new GenerationUpdate.Failed(failure) { WorkContinues = mayRetry };
            }
        }
    }
}
