using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Slipway.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class NameWhoErased : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "DeletedById",
                table: "RegisteredModels",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ErasedAt",
                table: "RegisteredModels",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ErasedBy",
                table: "RegisteredModels",
                type: "TEXT",
                maxLength: 80,
                nullable: true,
                collation: "BINARY");

            migrationBuilder.AddColumn<byte[]>(
                name: "ErasedById",
                table: "RegisteredModels",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "DeletedById",
                table: "ModelVersions",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ErasedBy",
                table: "ModelVersions",
                type: "TEXT",
                maxLength: 80,
                nullable: true,
                collation: "BINARY");

            migrationBuilder.AddColumn<byte[]>(
                name: "ErasedById",
                table: "ModelVersions",
                type: "BLOB",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "DeletedById",
                table: "RegisteredModels");

            migrationBuilder.DropColumn(
                name: "ErasedAt",
                table: "RegisteredModels");

            migrationBuilder.DropColumn(
                name: "ErasedBy",
                table: "RegisteredModels");

            migrationBuilder.DropColumn(
                name: "ErasedById",
                table: "RegisteredModels");

            migrationBuilder.DropColumn(
                name: "DeletedById",
                table: "ModelVersions");

            migrationBuilder.DropColumn(
                name: "ErasedBy",
                table: "ModelVersions");

            migrationBuilder.DropColumn(
                name: "ErasedById",
                table: "ModelVersions");
        }
    }
}
