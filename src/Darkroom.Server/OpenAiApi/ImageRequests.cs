using Darkroom.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.OpenAiApi;

/// <summary><c>POST /v1/images/generations</c>, <c>edits</c> and <c>variations</c>.</summary>
internal static class ImageRequests
{
    /// <summary>Names the generation, which can be followed and cancelled in Darkroom's own API.</summary>
    public const string GenerationHeader = "x-darkroom-generation";

    public static Task<IResult> GenerateAsync(HttpContext context, RequestParts parts, CancellationToken cancellationToken) =>
        HandleAsync(ImageCall.Generation, context, parts, cancellationToken);

    public static Task<IResult> EditAsync(HttpContext context, RequestParts parts, CancellationToken cancellationToken) =>
        HandleAsync(ImageCall.Edit, context, parts, cancellationToken);

    public static Task<IResult> VaryAsync(HttpContext context, RequestParts parts, CancellationToken cancellationToken) =>
        HandleAsync(ImageCall.Variation, context, parts, cancellationToken);

    private static async Task<IResult> HandleAsync(ImageCall call, HttpContext context, RequestParts parts, CancellationToken cancellationToken)
    {
        var (fields, unreadable) = await RequestFields.ReadAsync(context.Request, cancellationToken);
        if (fields is null)
        {
            return unreadable!;
        }

        var (job, error) = await ImageJob.ReadAsync(fields, call, parts.Models, parts.Remote, cancellationToken);
        if (job is null)
        {
            return error!;
        }

        var (started, rejected) = await parts.Starts.StartAsync(job.Request, context, cancellationToken);
        return started is null ? rejected!
            : new DeliveredAnswer(job.Stream ? new ImageStream(job, started.Id) : new ImageAnswer(job, started.Id), started);
    }
}

/// <summary>What the handlers need.</summary>
internal sealed record RequestParts(ProviderCatalog Providers, ModelNames Models, RemoteImages Remote, ImageStarts Starts);
