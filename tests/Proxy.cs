using System.Reflection;

namespace Darkroom.Tests;

/// <summary>Wraps a real implementation, so that a test can delay or fail single calls.</summary>
public class Proxy : DispatchProxy
{
    private object _real = null!;
    private Func<string, Func<Task>, Task> _around = null!;

    /// <param name="real">The real implementation.</param>
    /// <param name="around">Receives the name of the method and the call. It runs the call, throws, or waits first. Only for methods that return a task.</param>
    public static T Of<T>(T real, Func<string, Func<Task>, Task> around)
        where T : class
    {
        var proxy = Create<T, Proxy>();
        ((Proxy)(object)proxy)._real = real;
        ((Proxy)(object)proxy)._around = around;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.ReturnType is not { IsGenericType: true } type || type.GetGenericTypeDefinition() != typeof(Task<>))
        {
            return targetMethod.Invoke(_real, args);
        }

        return typeof(Proxy).GetMethod(nameof(Around), BindingFlags.Instance | BindingFlags.NonPublic)!
            .MakeGenericMethod(type.GenericTypeArguments[0]).Invoke(this, [targetMethod, args]);
    }

    private async Task<T> Around<T>(MethodInfo method, object?[] args)
    {
        T result = default!;
        await _around(method.Name, async () => result = await (Task<T>)method.Invoke(_real, BindingFlags.DoNotWrapExceptions, null, args, null)!);
        return result;
    }
}
