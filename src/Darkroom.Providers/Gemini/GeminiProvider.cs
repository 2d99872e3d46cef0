using Darkroom.Providers.Http;

namespace Darkroom.Providers.Gemini;

/// <summary>
/// Google's Gemini API: the Gemini models, which answer in images and words, and Imagen. The image comes whole, in one
/// answer.
/// </summary>
internal sealed class GeminiProvider : HttpProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<GeminiOptions>(
        "gemini",
        (options, parts) => new GeminiProvider(options, parts),
        new WellKnownSetting("GEMINI_API_KEY", nameof(ProviderOptions.ApiKey)));

    private const int MaxQuoteLength = 300;
    private static readonly ProviderLimits DefaultModel = new(4, null, TimeSpan.FromMinutes(5));

    private readonly string? _model;

    public GeminiProvider(GeminiOptions options, ProviderParts parts)
        : base(Kind, ServiceOf(options), options, parts, DefaultModel) => _model = options.Model;

    public override ProviderDescription Description { get; } = new(
        "Gemini", "Google's Gemini and Imagen models; prompts go to Google.", Paid: true);

    public override ProviderCapabilities CapabilitiesOf(string? model) => GeminiCapabilities.For(model, _model);

    protected override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        var model = request.Model ?? _model ?? GeminiCapabilities.DefaultModel;
        if (!GeminiRequest.IsModel(model))
        {
            yield return Failed(
                FailureCode.InvalidRequest,
                $"Google has no model named {SafeText.Sanitize(model, null, 100)}: names are such as {GeminiCapabilities.DefaultModel}.");
            yield break;
        }

        // Google says nothing until the image is done: whatever comes of the call, from here on it may be billed.
        yield return new GenerationUpdate.Progress(null);
        var imagen = GeminiCapabilities.IsImagen(model);
        using var body = await Connection.FetchAsync(
            HttpMethod.Post,
            Service.UrlFor($"models/{model}:{(imagen ? "predict" : "generateContent")}"),
            imagen ? GeminiRequest.Prediction(request, model) : GeminiRequest.Content(request, model),
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

        var model = _model ?? GeminiCapabilities.DefaultModel;
        var names = body.Json().Elements("models").Select(each => each.Text("name")).OfType<string>().ToList();
        return names.Contains($"models/{model}") ? new ProviderTest.Passed($"The key is good and the account sees {model}.")
            : names.Count > 0 ? new ProviderTest.Inconclusive($"The key is good, but {model} is not among the {names.Count} models the account sees.")
            : new ProviderTest.Failed(new Failure(
                FailureCode.BadOutput, "It answers, but not with a list of models. Check the base URL: it mostly ends in /v1beta."));
    }

    private GenerationUpdate ToUpdate(ServiceBody body, string model)
    {
        if (GeminiResponse.Read(body.Bytes.Span) is not { } answer)
        {
            return Failed(FailureCode.BadOutput, $"{Service.BaseUrl.Authority} answered with something else than JSON. Check the base URL.");
        }

        if (answer.Image.IsEmpty)
        {
            return new GenerationUpdate.Failed(ExplainMissingImage(answer));
        }

        return Base64Image.Decode(body.Bytes.Span, answer.Image) is { } image
            ? new GenerationUpdate.FinalImage(image) { Model = answer.Model ?? model, Usage = answer.Usage }
            : Failed(FailureCode.BadOutput, "Google's image arrived damaged: it is not valid base64.");
    }

    private Failure ExplainMissingImage(GeminiResponse answer)
    {
        var said = Service.Sanitize(answer.Text ?? answer.FilterReason, MaxQuoteLength);
        if (answer.BlockReason is { } reason)
        {
            return Service.Blocked(new ModerationVerdict("input", [reason]));
        }

        if (answer.FilterReason is not null)
        {
            // Imagen has no categories, only a sentence.
            return Service.Blocked(new ModerationVerdict("output", [])) with { Message = $"Google filtered the image: {said}" };
        }

        return answer.FinishReason switch
        {
            "SAFETY" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "RECITATION" or "IMAGE_SAFETY"
                or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" =>
                Service.Blocked(new ModerationVerdict("output", [answer.FinishReason])),
            _ when GeminiErrors.IsBlocked(answer.FinishMessage) => Service.Blocked(new ModerationVerdict("output", [])),
            _ when said is not null => new Failure(
                FailureCode.BadOutput, $"The model answered with text instead of an image: {said}"),
            _ when Service.Sanitize(answer.FinishMessage, MaxQuoteLength) is { } told => new Failure(
                FailureCode.BadOutput, $"Google finished without an image: {told}"),
            { Length: < 40 } and not "STOP" => new Failure(
                FailureCode.BadOutput, $"Google finished without an image ({answer.FinishReason})."),
            _ => new Failure(FailureCode.BadOutput, "Google finished without an image."),
        };
    }

    private static ServiceProfile ServiceOf(GeminiOptions options) => new(
        "Google", options.BaseUrl ?? new Uri("https://generativelanguage.googleapis.com/v1beta"), ServiceProfile.ApiKeyFrom(options), "GEMINI_API_KEY")
    {
        Authenticate = (message, key) => message.Headers.Add("x-goog-api-key", key),
        Classify = GeminiErrors.Classify,
    };
}
