using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Slipway;

/// <summary>Platform as it was compiled: its types, and what each of them mentions anywhere, method bodies included.</summary>
internal static class Product
{
    private static readonly ModuleDefinition Compiled = ModuleDefinition.ReadModule(typeof(Platform).Assembly.Location);

    /// <summary>The types that we wrote, without those nested in them, which speak for the type around them.</summary>
    public static IReadOnlyList<TypeDefinition> Types { get; } =
        [.. Compiled.Types.Where(type => type.Namespace.StartsWith("Slipway", StringComparison.Ordinal) && !type.Name.StartsWith('<'))];

    /// <summary>Every generic method that is called with type arguments somewhere.</summary>
    public static IEnumerable<(TypeDefinition From, GenericInstanceMethod Call)> GenericCalls =>
        Types.SelectMany(type => Calls(type).OfType<GenericInstanceMethod>().Select(call => (type, call)));

    /// <summary>Every method that a type, or a type nested in it, calls.</summary>
    public static IEnumerable<MethodReference> Calls(TypeDefinition type) => Instructions(type).Select(instruction => instruction.Operand).OfType<MethodReference>();

    /// <summary>Every text that stands in a type's methods.</summary>
    public static IEnumerable<string> Texts(TypeDefinition type) => Instructions(type).Select(instruction => instruction.Operand).OfType<string>();

    /// <summary>The types that a type mentions. The subject of an <c>Id&lt;T&gt;</c> isn't: ids are how modules speak of each other's things.</summary>
    public static IReadOnlySet<TypeReference> Mentions(TypeDefinition type)
    {
        var found = new HashSet<TypeReference>(ByName.Instance);
        foreach (var member in WithNested(type))
        {
            Add(found, member.BaseType);
            AddAll(found, member.Interfaces.Select(each => each.InterfaceType));
            AddAll(found, member.Fields.Select(each => each.FieldType));
            AddAll(found, member.CustomAttributes.Select(each => each.AttributeType));
            foreach (var method in member.Methods)
            {
                AddSignature(found, method);
                AddAll(found, method.HasBody ? method.Body.Variables.Select(each => each.VariableType) : []);
            }
        }

        foreach (var operand in Instructions(type).Select(instruction => instruction.Operand))
        {
            switch (operand)
            {
                case TypeReference mentioned:
                    Add(found, mentioned);
                    break;
                case FieldReference field:
                    Add(found, field.DeclaringType);
                    Add(found, field.FieldType);
                    break;
                case MethodReference method:
                    AddSignature(found, method);
                    break;
            }
        }

        return found;
    }

    /// <summary>The type around a nested one; itself when nothing is.</summary>
    public static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static IEnumerable<Instruction> Instructions(TypeDefinition type) =>
        WithNested(type).SelectMany(each => each.Methods).Where(method => method.HasBody).SelectMany(method => method.Body.Instructions);

    private static void AddSignature(HashSet<TypeReference> found, MethodReference method)
    {
        Add(found, method.DeclaringType);
        Add(found, method.ReturnType);
        AddAll(found, method.Parameters.Select(each => each.ParameterType));
        AddAll(found, method is GenericInstanceMethod generic ? generic.GenericArguments : []);
    }

    private static void AddAll(HashSet<TypeReference> found, IEnumerable<TypeReference> types)
    {
        foreach (var type in types)
        {
            Add(found, type);
        }
    }

    private static void Add(HashSet<TypeReference> found, TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                break;
            case GenericInstanceType generic:
                found.Add(generic.ElementType);
                if (generic.ElementType.Name != "Id`1")
                {
                    AddAll(found, generic.GenericArguments);
                }

                break;
            case TypeSpecification specified:
                Add(found, specified.ElementType);
                break;
            default:
                found.Add(type);
                break;
        }
    }

    private sealed class ByName : IEqualityComparer<TypeReference>
    {
        public static readonly ByName Instance = new();

        public bool Equals(TypeReference? x, TypeReference? y) => x?.FullName == y?.FullName;

        public int GetHashCode(TypeReference obj) => obj.FullName.GetHashCode(StringComparison.Ordinal);
    }
}
