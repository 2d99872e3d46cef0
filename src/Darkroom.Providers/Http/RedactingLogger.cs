using Microsoft.Extensions.Logging;

namespace Darkroom.Providers.Http;

/// <summary>Removes a service's key from log entries, because ids, headers and URLs in responses may echo it.</summary>
/// <param name="key">The secret; null if there is none.</param>
internal sealed class RedactingLogger(ILogger inner, string? key) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var text = formatter(state, exception);
        if (!SafeText.Contains($"{text} {exception}", key))
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
            return;
        }

        text = SafeText.Redact(exception is null ? text : $"{text} {exception}", key);
        var values = Redacted(state);
        inner.Log(logLevel, eventId, values, null, (_, _) => text);
    }

    private List<KeyValuePair<string, object?>> Redacted<TState>(TState state) => state is IReadOnlyList<KeyValuePair<string, object?>> values
        ? [.. values.Select(each => KeyValuePair.Create(
            each.Key, each.Value?.ToString() is { } text && SafeText.Contains(text, key) ? SafeText.Redact(text, key) : each.Value))]
        : [];
}
