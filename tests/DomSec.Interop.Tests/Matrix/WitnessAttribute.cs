using System.Collections.Concurrent;
using System.Reflection;
using DomSec.Interop.Tests.Matrix;
using Xunit.v3;

[assembly: Witness]

namespace DomSec.Interop.Tests.Matrix;

/// <summary>Sees every test end, so that the matrix knows whether the whole assembly ran and nothing failed or was left out.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class WitnessAttribute : BeforeAfterTestAttribute
{
    private static readonly ConcurrentDictionary<MethodInfo, bool> _ended = new();

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        bool passed = TestContext.Current.TestState?.Result == TestResult.Passed;
        _ended.AddOrUpdate(methodUnderTest, passed, (_, before) => before && passed);
    }

    /// <summary>The tests that did not run or did not pass, but for those that wait by a reason of their own and <paramref name="except"/>.</summary>
    internal static IReadOnlyList<string> Missing(Type except) =>
    [
        .. typeof(WitnessAttribute).Assembly.GetTypes()
            .Where(type => type != except)
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public))
            .Where(method => method.GetCustomAttribute<FactAttribute>(inherit: true) is { Skip: null } && !(_ended.TryGetValue(method, out bool passed) && passed))
            .Select(method => method.DeclaringType!.Name + "." + method.Name),
    ];
}
