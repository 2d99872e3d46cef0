using Darkroom.Server;
using Darkroom.Server.CommandLine;
using Darkroom.Server.Configuration;

using var stop = new EarlyStop();
var started = false;
try
{
    if (ServeCommand.ServerArguments(args) is not { } serverArguments)
    {
        return await Commands.RunAsync(args, CommandConsole.System, stop.Token);
    }

    await using var app = await DarkroomServer.BuildAsync(serverArguments, cancellationToken: stop.Token);
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
