using System.Text.Json;
using Darkroom.Gallery;
using Darkroom.Providers;

namespace Darkroom.Server.OpenAiApi;

/// <summary>Answers with the images once all of them have ended.</summary>
internal sealed class ImageAnswer(ImageJob job, string id) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var end = EventStream.EndOf(httpContext);
        var cancellationToken = end.Token;
        var services = httpContext.RequestServices;
        var state = await UntilEndedAsync(id, services.GetRequiredService<IGenerationStore>(), services.GetRequiredService<IJobSignals>(), cancellationToken);
        var gallery = services.GetRequiredService<IGallery>();
        var images = new List<GalleryImage>();
        foreach (var slot in state.Slots.Where(slot => slot.ImageId is not null))
        {
            if (await gallery.FindAsync(slot.ImageId!, cancellationToken) is { } image)
            {
                images.Add(image);
            }
        }

        if (images.Count == 0)
        {
            await ErrorOf(state, services.GetRequiredService<ProviderCatalog>()).ExecuteAsync(httpContext);
            return;
        }

        var output = httpContext.Response.BodyWriter;
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteNumber("created", state.CreatedAt.ToUnixTimeSeconds());
        json.WriteStartArray("data");
        foreach (var image in images)
        {
            json.WriteStartObject();
            if (job.AsUrl)
            {
                json.WriteString("url", services.GetRequiredService<SignedImages>().AddressOf(httpContext.Request, image.Id, job.Format));
            }
            else if (await services.GetRequiredService<ConvertedImages>().OpenAsync(image, job.Format, cancellationToken) is { } file)
            {
                await using (file)
                {
                    await json.WriteImageAsync("b64_json", file, output, cancellationToken);
                }
            }

            if (image.RevisedPrompt is { } revised)
            {
                json.WriteString("revised_prompt", revised);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteFacts(job, images[0]);
        json.WriteUsage(images.Select(image => image.Usage));
        json.WriteEndObject();
    }

    /// <summary>Waits for the end of a generation.</summary>
    public static async Task<GenerationState> UntilEndedAsync(string id, IGenerationStore store, IJobSignals signals, CancellationToken cancellationToken)
    {
        // Subscribed before the first read, so that the end is not missed.
        using var subscription = signals.Subscribe(id);
        while (true)
        {
            var state = await store.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"The generation {id} is gone.");
            if (state.Ended)
            {
                return state;
            }

            await subscription.WaitAsync(EventStream.HeartbeatInterval, cancellationToken);
        }
    }

    /// <summary>Returns the error of a generation without images.</summary>
    public static OpenAiError ErrorOf(GenerationState state, ProviderCatalog providers)
    {
        var failed = FailedOf(state);
        var paid = failed is not null && providers.Find(state.RequestOf(failed.ImageIndex).Provider) is null or { Description.Paid: true };
        return failed?.Failure is { } failure
            ? Answers.ErrorOf(failure.Code, failure.Message, failure.RetryAfter, paid)
            : Answers.ErrorOf(FailureCode.Cancelled, "The images were cancelled.", null, paid: true);
    }

    /// <summary>Returns the first image that failed; null if none did.</summary>
    public static SlotState? FailedOf(GenerationState state) => state.Slots.FirstOrDefault(slot => slot.Failure is not null);
}
