using System.Text.Json;
using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;
using Darkroom.Texts;
using Microsoft.Extensions.Logging;

namespace Darkroom.Providers.TextGeneration;

/// <summary>Text models of OpenAI, and of every server that speaks its chat completions.</summary>
/// <param name="settings">Returns the settings of the text model and those of the provider <c>openai</c>, which may change at any time.</param>
public sealed class ChatCompletions(Func<(TextOptions Text, ProviderOptions OpenAi)> settings, ProviderParts parts) : ITextGenerator
{
    private const string OpenAi = "openai";
    private const string OpenAiUrl = "https://api.openai.com/v1";
    private const long MaxResponse = 1024 * 1024;

    private readonly ILogger _log = parts.Logs.CreateLogger<ChatCompletions>();

    public TextSetup Setup
    {
        get
        {
            var (service, model) = Read(out _);
            var missing = model is null ? "Text:Model"
                : service.Key is null && !PrivateHosts.Contains(service.BaseUrl) ? "Text:ApiKey"
                : null;
            return new TextSetup(
                service.BaseUrl.Host, model, service.AtHome ? OpenAi : null, missing, Paid: service.Key is not null || !PrivateHosts.Contains(service.BaseUrl));
        }
    }

    public async Task<TextOutcome> GenerateAsync(TextRequest request, CancellationToken cancellationToken)
    {
        if (Setup.MissingSetting is { } missing)
        {
            return new TextOutcome.Failed(new Failure(FailureCode.Authentication, $"No text model is set up: {missing} is missing."), Billed: false);
        }

        var (service, model) = Read(out var timeout);
        var log = new RedactingLogger(_log, service.Key);
        var connection = new ServiceConnection(service, null, parts, log) { MaxResponseLength = MaxResponse };
        using var call = new ProviderCall(service.Name, service.BaseUrl, timeout, parts.Time, parts.Budget, cancellationToken);
        using var body = await connection.FetchAsync(
            HttpMethod.Post, service.UrlFor("chat/completions"), JsonBody.Create(json => Write(json, request, model!, service.AtHome)), call);
        if (body.Failure is { } failure)
        {
            return new TextOutcome.Failed(failure, Billed: body.Status is null or < System.Net.HttpStatusCode.BadRequest && failure.Code is not FailureCode.Unavailable);
        }

        return Read(body.Json());
    }

    private static void Write(Utf8JsonWriter json, TextRequest request, string model, bool atOpenAi)
    {
        json.WriteString("model", model);
        json.WriteStartArray("messages");
        foreach (var (role, content) in new[] { ("system", request.Instructions), ("user", request.Text) })
        {
            json.WriteStartObject();
            json.WriteString("role", role);
            json.WriteString("content", content);
            json.WriteEndObject();
        }

        json.WriteEndArray();

        // OpenAI's newer models refuse the name that all other servers know.
        json.WriteNumber(atOpenAi ? "max_completion_tokens" : "max_tokens", request.MaxTokens);
    }

    private static TextOutcome Read(JsonElement json)
    {
        var choice = json.Elements("choices").FirstOrDefault();
        var message = choice.Property("message") ?? default;
        return choice.Text("finish_reason") is "content_filter" || message.Text("refusal") is { Length: > 0 }
            ? new TextOutcome.Failed(new Failure(FailureCode.ModerationBlocked, "The text model refused this text."), Billed: true)
            : message.Text("content")?.Trim() is { Length: > 0 } text
                ? new TextOutcome.Written(text, OpenAiUsage.From(json.Property("usage") ?? default).Tokens)
                : new TextOutcome.Failed(new Failure(FailureCode.BadOutput, "The text model's response contains no text. Check Text:BaseUrl and Text:Model."), Billed: true);
    }

    /// <summary>Returns the service, and the model if one is chosen. The key of <c>openai</c> is only sent to its own base URL.</summary>
    private (ServiceProfile Service, string? Model) Read(out TimeSpan timeout)
    {
        var (text, openAi) = settings();
        timeout = TimeSpan.FromSeconds(text.TimeoutSeconds);
        var key = text.ApiKey ?? (text.BaseUrl is null ? openAi.ApiKey : null);
        var url = text.BaseUrl ?? openAi.BaseUrl;
        var options = new ProviderOptions { BaseUrl = url, ApiKey = key };
        var today = DateOnly.FromDateTime(parts.Time.GetUtcNow().UtcDateTime);
        var service = new ServiceProfile(url is null ? "OpenAI" : url.Host, options, OpenAiUrl, "Text:ApiKey") { Classify = OpenAiErrors.Classify };
        return (service, text.Model ?? (text.BaseUrl is null ? ModelCatalog.Shipped.DefaultOf(OpenAi, today, text: true)?.Name : null));
    }
}
