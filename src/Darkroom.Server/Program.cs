using Darkroom.Server;
using Darkroom.Server.CommandLine;
using Darkroom.Server.Configuration;

using var stop = new EarlyStop();
var started = false;
try
{
    if (await Commands.RunAsync(args, Console.Out, stop.Token) is { } exitCode)
    {
        return exitCode;
    }

    await using var app = await DarkroomServer.BuildAsync(args, cancellationToken: stop.Token);
    await app.StartAsync(stop.Token);
    started = true;
    await app.WaitForShutdownAsync(CancellationToken.None);
    return app.Services.GetRequiredService<JobHost>().Broken ? StartFailures.ExitCode : 0;
}
catch (Exception fault) when (!started)
{
    await Console.Error.WriteLineAsync(StartFailures.Describe(fault, stop.Token.IsCancellationRequested));
    return StartFailures.ExitCode;
}
