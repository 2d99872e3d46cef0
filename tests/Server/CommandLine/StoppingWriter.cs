namespace Darkroom.Tests.Server.CommandLine;

/// <summary>Stops the command as soon as it writes a line.</summary>
internal sealed class StoppingWriter(CancellationTokenSource stop) : StringWriter
{
    public override async Task WriteLineAsync(string? value)
    {
        await stop.CancelAsync();
        await base.WriteLineAsync(value);
    }
}
