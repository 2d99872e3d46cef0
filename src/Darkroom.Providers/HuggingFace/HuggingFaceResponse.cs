using System.Text.Json;
using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.HuggingFace;

/// <summary>The content of a response: an image, its URL, a job that makes it, or the reason why there is none.</summary>
internal sealed record HuggingFaceResponse
{
    /// <summary>The image. The receiver of the response disposes it.</summary>
    public EncodedImage? Image { get; init; }

    /// <summary>The image's URL.</summary>
    public string? Address { get; init; }

    public HuggingFaceJob? Job { get; init; }

    public Failure? Failure { get; init; }

    /// <summary>The number of jobs before it in the partner's queue.</summary>
    public int? QueuePosition { get; init; }

    /// <summary>Whether the job is done and its result can be downloaded.</summary>
    public bool ResultReady { get; init; }

    public long? Seed { get; init; }

    /// <summary>Reads the response to the request that starts the work.</summary>
    public static HuggingFaceResponse ReadFirst(string partner, ServiceBody body, ServiceProfile service) => partner switch
    {
        HuggingFacePartners.HuggingFace => ReadImage(body),
        HuggingFacePartners.Fal => FromJob(HuggingFaceJob.FromUrl(partner, body.Json().Address("response_url"))),
        HuggingFacePartners.WaveSpeed =>
            FromJob(HuggingFaceJob.FromUrl(partner, body.Json().Property("data")?.Property("urls")?.Address("get"))),
        HuggingFacePartners.Zai when body.Json().Text("id") is { } id =>
            FromJob(HuggingFaceJob.Parse(partner, $"/api/paas/v4/async-result/{id}")),
        HuggingFacePartners.Replicate => ReadReplicate(body.Json(), null, service),
        HuggingFacePartners.Together or HuggingFacePartners.Nscale => ReadImagesResponse(body),
        _ => NoImage(),
    };

    /// <summary>Reads the state of a job.</summary>
    public static HuggingFaceResponse ReadStatus(HuggingFaceJob job, JsonElement json, ServiceProfile service) => job.Partner switch
    {
        HuggingFacePartners.Fal => json.Text("status") switch
        {
            // A failed job may also have the status "completed".
            "COMPLETED" when json.Property("error") is not null => new HuggingFaceResponse { Failure = service.Explain(ErrorBody.Read(json) ?? ServiceError.Empty) },
            "COMPLETED" => new HuggingFaceResponse { ResultReady = true },
            _ => new HuggingFaceResponse { Job = job, QueuePosition = json.Index("queue_position") },
        },
        HuggingFacePartners.Replicate => ReadReplicate(json, job, service),
        HuggingFacePartners.WaveSpeed => json.Property("data") is { } data
            ? FromState(job, data.Text("status") is "completed", data.Text("status") is "failed", data.Texts("outputs").FirstOrDefault(), data.Text("error"), service)
            : NoImage(),
        _ => FromState(
            job,
            json.Text("task_status") is "SUCCESS",
            json.Text("task_status") is "FAIL",
            json.Texts("image_result", "url").FirstOrDefault(),
            json.Property("error")?.Text("message"),
            service),
    };

    /// <summary>Reads the result of a finished job.</summary>
    public static HuggingFaceResponse ReadResult(JsonElement json, ServiceProfile service) =>
        SafetyTerms.FlagSetIn(json)
            ? new HuggingFaceResponse { Failure = service.Blocked(new ModerationVerdict("output", [])) }
            : new HuggingFaceResponse
            {
                Address = json.Texts("images", "url").FirstOrDefault() ?? json.Property("image")?.Text("url"),
                Seed = json.Integer("seed"),
            };

    private static HuggingFaceResponse ReadImage(ServiceBody body) =>
        body.IsImage ? new HuggingFaceResponse { Image = body.TakeImage() } : NoImage();

    private static HuggingFaceResponse FromJob(HuggingFaceJob? job) => job is null ? NoImage() : new HuggingFaceResponse { Job = job };

    /// <summary>The output takes precedence over the status, which may still be "processing" in a response that was waited for.</summary>
    private static HuggingFaceResponse ReadReplicate(JsonElement json, HuggingFaceJob? job, ServiceProfile service)
    {
        var output = json.Text("output") ?? json.Texts("output").FirstOrDefault();
        job ??= HuggingFaceJob.FromUrl(HuggingFacePartners.Replicate, json.Property("urls")?.Address("get"));
        return output is null && job is null && json.Text("status") is not ("failed" or "canceled")
            ? NoImage()
            : FromState(job, output is not null, json.Text("status") is "failed" or "canceled" or "succeeded", output, json.Text("error"), service);
    }

    private static HuggingFaceResponse FromState(HuggingFaceJob? job, bool done, bool failed, string? address, string? error, ServiceProfile service) =>
        done ? address is null ? NoImage() : new HuggingFaceResponse { Address = address }
        : failed ? new HuggingFaceResponse { Failure = service.Explain(new ServiceError { Message = error }) }
        : new HuggingFaceResponse { Job = job };

    private static HuggingFaceResponse ReadImagesResponse(ServiceBody body)
    {
        var response = ImagesResponse.Read(null, body.Bytes.Span, partialsWanted: false);
        return response.Image is { } image ? new HuggingFaceResponse { Image = image }
            : response.Address is { } address ? new HuggingFaceResponse { Address = address }
            : NoImage();
    }

    private static HuggingFaceResponse NoImage() => new()
    {
        Failure = new Failure(FailureCode.BadOutput, "Hugging Face responded without an image. Check the base URL and the model."),
    };
}
