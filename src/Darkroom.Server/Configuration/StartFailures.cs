using System.Net.Sockets;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace Darkroom.Server.Configuration;

/// <summary>Describes what prevented the start in one sentence for the operator, without a stack trace.</summary>
internal static class StartFailures
{
    /// <summary>The exit code of a start that failed or was stopped.</summary>
    public const int ExitCode = 1;

    public static string Describe(Exception fault, bool stopping)
    {
        try
        {
            return ToText(fault, stopping);
        }
        catch (Exception broken) when (broken is IOException or BadImageFormatException or TypeLoadException)
        {
            // The assemblies that this needs cannot be loaded.
            return $"Darkroom cannot start: {fault.Message}";
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string ToText(Exception fault, bool stopping) => Innermost(fault) switch
    {
        StartupException refused => refused.Message,
        OperationCanceledException when stopping => "Darkroom was stopped before it had started.",
        AddressInUseException taken => InUse(fault, taken),
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } taken => InUse(fault, taken),
        SocketException socket =>
            $"Darkroom cannot listen where it should: {OneLine(socket)} Set ASPNETCORE_URLS to an address that this user may listen on.",
        Exception other => $"Darkroom cannot start ({other.GetType().Name}): {OneLine(other)}",
    };

    /// <summary>Only the outer exception names the address; the inner one has the reason.</summary>
    private static string InUse(Exception fault, Exception taken)
    {
        var outermost = fault is AggregateException or TargetInvocationException ? taken : fault;
        return $"Another program already listens there: {OneLine(outermost)} Stop it, or set ASPNETCORE_URLS to another address, for example http://127.0.0.1:5081.";
    }

    private static Exception Innermost(Exception fault) => fault switch
    {
        StartupException => fault,
        AggregateException or TargetInvocationException or TypeInitializationException when fault.InnerException is { } inner => Innermost(inner),
        IOException { InnerException: AddressInUseException or AggregateException or SocketException } => Innermost(fault.InnerException!),
        _ => fault,
    };

    private static string OneLine(Exception fault)
    {
        var line = string.Join(' ', fault.Message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line is [.., '.' or '!' or '?'] ? line : $"{line}.";
    }
}
