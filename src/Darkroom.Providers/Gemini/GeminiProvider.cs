using System.Net;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Gemini;

/// <summary>
/// Google's Gemini API: the Gemini models, which respond with images and text, and Imagen. The image comes complete, in one response.
/// </summary>
internal sealed class GeminiProvider(ProviderOptions options, ProviderParts parts) : HttpProvider(Kind, ServiceFor(options), options, parts)
{
    public static readonly ProviderKind Kind = ProviderKind.Create<ProviderOptions>(
        "gemini",
        (options, parts) => new GeminiProvider(options, parts),
        new WellKnownSetting("GEMINI_API_KEY", nameof(ProviderOptions.ApiKey)));

    private const int MaxQuoteLength = 300;

    public override ProviderDescription Description => new(
        "Gemini", ProviderTexts.GeminiSummary, Paid: true);

    /// <summary>Google lists all its models and does not say which make images, except by their names.</summary>
    protected override ModelListing ModelListing => new("models", json => ModelListing.Named(json, "models", "name")
        .Select(model => model with { Name = model.Name.StartsWith("models/", StringComparison.Ordinal) ? model.Name["models/".Length..] : model.Name })
        .Where(model => model.Name.Contains("image", StringComparison.Ordinal) || GeminiCapabilities.IsImagen(Models.RulesOf(model.Name))))
    {
        Query = "pageSize=1000",
    };

    public override ProviderCapabilities CapabilitiesOf(string? model) => GeminiCapabilities.For(model, Models);

    protected override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        var model = ModelOf(request);
        if (!GeminiRequest.IsModel(model))
        {
            yield return new GenerationUpdate.Failed(UnknownModel(model, Models.Default!));
            yield break;
        }

        // Google sends nothing until the image is finished. From here on the call may be billed, whatever its result.
        yield return new GenerationUpdate.Progress(null);
        var rules = Models.RulesOf(model);
        var imagen = GeminiCapabilities.IsImagen(rules);
        using var body = await Connection.FetchAsync(
            HttpMethod.Post,
            Service.UrlFor($"models/{model}:{(imagen ? "predict" : "generateContent")}"),
            imagen ? GeminiRequest.Prediction(request, rules.Aspects!) : GeminiRequest.Content(request, rules.Aspects!),
            call);
        yield return body.Failure is { } failure ? new GenerationUpdate.Failed(failure) : ToUpdate(body, model);
    }

    protected override async Task<ProviderTest> CheckAsync(ProviderCall call)
    {
        using var body = await Connection.FetchAsync(HttpMethod.Get, Service.UrlFor("models", "pageSize=1000"), null, call);
        if (body.Failure is { } failure)
        {
            return new ProviderTest.Failed(failure);
        }

        var model = Models.Default;
        var names = body.Json().Texts("models", "name").ToList();
        return names.Contains($"models/{model}") ? new ProviderTest.Passed($"The key is valid and the account can use {model}.")
            : names.Count > 0 ? new ProviderTest.Inconclusive($"The key is valid, but {model} is not among the {names.Count} models that the account can use.")
            : new ProviderTest.Failed(new Failure(
                FailureCode.BadOutput, "The service responds, but not with a list of models. Check the base URL: it usually ends in /v1beta."));
    }

    private GenerationUpdate ToUpdate(ServiceBody body, string model)
    {
        if (GeminiResponse.Read(body.Bytes.Span) is not { } response)
        {
            return Failed(FailureCode.BadOutput, $"{Service.BaseUrl.Authority} responded with something other than JSON. Check the base URL.");
        }

        if (response.Image.IsEmpty)
        {
            return new GenerationUpdate.Failed(ExplainMissingImage(response));
        }

        return Base64Image.Decode(body.Bytes.Span, response.Image) is { } image
            ? new GenerationUpdate.FinalImage(image) { Model = response.Model ?? model, Usage = response.Usage }
            : Failed(FailureCode.BadOutput, "Google sent an image that is not valid base64.");
    }

    private Failure ExplainMissingImage(GeminiResponse response)
    {
        var text = Service.Sanitize(response.Text ?? response.FilterReason, MaxQuoteLength);
        if (response.BlockReason is { } reason)
        {
            return Service.Blocked(new ModerationVerdict("input", [reason]));
        }

        if (response.FilterReason is not null)
        {
            // Imagen reports a sentence instead of categories.
            return Service.Blocked(new ModerationVerdict("output", [])) with { Message = $"Google filtered the image: {text}" };
        }

        return response.FinishReason switch
        {
            "SAFETY" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "RECITATION" or "IMAGE_SAFETY"
                or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" =>
                Service.Blocked(new ModerationVerdict("output", [response.FinishReason])),
            _ when IsBlocked(response.FinishMessage) => Service.Blocked(new ModerationVerdict("output", [])),
            _ when text is not null => new Failure(
                FailureCode.BadOutput, $"The model responded with text instead of an image: {text}"),
            _ when Service.Sanitize(response.FinishMessage, MaxQuoteLength) is { } message => new Failure(
                FailureCode.BadOutput, $"Google finished without an image: {message}"),
            { Length: < 40 } and not "STOP" => new Failure(
                FailureCode.BadOutput, $"Google finished without an image ({response.FinishReason})."),
            _ => new Failure(FailureCode.BadOutput, "Google finished without an image."),
        };
    }

    /// <summary>Classifies Google's errors. An invalid key is a bad request (400) that only the message distinguishes.</summary>
    private static FailureCode? Classify(ServiceError error) =>
        // A blocked prompt is a bad request as well.
        IsBlocked(error.Message) ? FailureCode.ModerationBlocked
        : error.MessageContains("API key not valid") || error.MessageContains("API key expired") || error.MessageContains("API_KEY_INVALID") ? FailureCode.Authentication
        : error.MessageContains("location is not supported") || error.MessageContains("billed users") ? FailureCode.Permission
        // A free account has no quota for a paid model, so waiting does not help.
        : error.Status is HttpStatusCode.TooManyRequests && error.MessageContains("limit: 0,") ? FailureCode.Quota
        : null;

    /// <summary>Whether Google's message says that its policies blocked the prompt or the image.</summary>
    private static bool IsBlocked(string? message) => SafetyTerms.ContainedIn(message)
        || (message is not null && message.Contains("violat", StringComparison.OrdinalIgnoreCase)
            && (message.Contains("polic", StringComparison.OrdinalIgnoreCase) || message.Contains("guideline", StringComparison.OrdinalIgnoreCase)));

    private static ServiceProfile ServiceFor(ProviderOptions options) => new(
        "Google", options, "https://generativelanguage.googleapis.com/v1beta", "GEMINI_API_KEY")
    {
        Authenticate = (message, key) => message.Headers.Add("x-goog-api-key", key),
        Classify = Classify,
    };
}
