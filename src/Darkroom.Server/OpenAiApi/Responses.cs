using System.Text.Json;
using System.Text.Json.Serialization;
using Darkroom.Gallery;

namespace Darkroom.Server.OpenAiApi;

/// <summary>The <c>/v1/responses</c>: one image through the <c>image_generation</c> tool, which can be followed, resumed and cancelled.</summary>
internal static class Responses
{
    /// <summary><c>POST /v1/responses</c>.</summary>
    public static async Task<IResult> CreateAsync(
        HttpContext context, RequestParts parts, IGenerationStore store, IApiResponses responses, CancellationToken cancellationToken)
    {
        var (fields, unreadable) = await RequestFields.ReadAsync(context.Request, cancellationToken);
        if (fields is null)
        {
            return unreadable!;
        }

        var (job, error) = await ResponseJob.ReadAsync(fields, parts, async earlier => await responses.FindAsync(earlier, cancellationToken) is null ? null : (await store.FindAsync(earlier, cancellationToken))?.Slots[0].ImageId, cancellationToken);
        if (job is null)
        {
            return error!;
        }

        var (started, rejected) = await parts.Starts.StartAsync(job.Image.Request, context, cancellationToken);
        if (started is null)
        {
            return rejected!;
        }

        await responses.AddAsync(started.Id, job.Content.ToJson(), CancellationToken.None);
        IResult answer = job.Image.Stream ? new ResponseStream(started.Id, job.Content, after: -1) : new ResponseAnswer(started.Id, job.Content, wait: !job.Content.Background);
        return new DeliveredAnswer(answer, started);
    }

    /// <summary><c>GET /v1/responses/{id}</c>: the response as it is now, or its events.</summary>
    public static async Task<IResult> ReadAsync(string id, HttpRequest request, IApiResponses responses, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, responses, cancellationToken) is not var (generation, content))
        {
            return Missing(id);
        }

        if (request.Query["stream"] != "true")
        {
            return new ResponseAnswer(generation, content, wait: false);
        }

        var after = request.Query["starting_after"].ToString();
        return after.Length == 0 ? new ResponseStream(generation, content, after: -1)
            : int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new ResponseStream(generation, content, number)
            : OpenAiError.Invalid("starting_after", "Send the sequence_number of the last event that you have.");
    }

    /// <summary><c>POST /v1/responses/{id}/cancel</c>.</summary>
    public static async Task<IResult> CancelAsync(
        string id, IApiResponses responses, GenerationService generations, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, responses, cancellationToken) is not var (generation, content))
        {
            return Missing(id);
        }

        await generations.CancelAsync(generation, null, cancellationToken);
        return new ResponseAnswer(generation, content, wait: false);
    }

    /// <summary><c>DELETE /v1/responses/{id}</c>: forgets the response. Clients do that once they have the image, so the image stays in the gallery.</summary>
    public static async Task<IResult> DeleteAsync(string id, IApiResponses responses, CancellationToken cancellationToken) =>
        ResponseJob.GenerationOf(id) is { } generation && await responses.DeleteAsync(generation, cancellationToken)
            ? TypedResults.Ok(new DeletedResponse(id, "response", true))
            : Missing(id);

    private static async Task<(string Generation, ResponseContent Content)?> FindAsync(string id, IApiResponses responses, CancellationToken cancellationToken) =>
        ResponseJob.GenerationOf(id) is { } generation && await responses.FindAsync(generation, cancellationToken) is { } content
            ? (generation, ResponseContent.FromJson(content))
            : null;

    private static OpenAiError Missing(string id) => OpenAiError.NotFound($"There is no response '{PageText.Short(id, 60)}'.", "response_not_found");
}

/// <summary>The answer to a deletion.</summary>
public sealed record DeletedResponse(string Id, [property: JsonPropertyName("object")] string Kind, bool Deleted);

/// <summary>Answers with a response as one object.</summary>
/// <param name="wait">Whether to wait for the end first.</param>
internal sealed class ResponseAnswer(string generation, ResponseContent content, bool wait) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var end = EventStream.EndOf(httpContext);
        var services = httpContext.RequestServices;
        var store = services.GetRequiredService<IGenerationStore>();
        var state = wait ? await ImageAnswer.UntilEndedAsync(generation, store, services.GetRequiredService<IJobSignals>(), end.Token)
            : await store.FindAsync(generation, end.Token);
        if (state is null)
        {
            await OpenAiError.NotFound("The response is gone.", "response_not_found").ExecuteAsync(httpContext);
            return;
        }

        if (wait && state.Status is GenerationStatus.Failed)
        {
            // As OpenAI does, and so that clients apply their rules for retries.
            await ImageAnswer.ErrorOf(state, services.GetRequiredService<Providers.ProviderCatalog>()).ExecuteAsync(httpContext);
            return;
        }

        httpContext.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(httpContext.Response.BodyWriter);
        await services.GetRequiredService<ResponseObject>().WriteAsync(json, httpContext.Response.BodyWriter, state, content, withImage: true, end.Token);
    }
}
